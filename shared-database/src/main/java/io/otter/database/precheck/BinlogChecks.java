package io.otter.database.precheck;

import io.otter.common.model.CanalConfig;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks that a server's log can be read and has complete rows. */
final class BinlogChecks {
    private final ServerFacts facts;
    private final Findings findings;

    BinlogChecks(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    /** As a canal reads it. */
    void run(CanalConfig canal) {
        run();
        findings.run("slave-id-clash", () -> serverId(canal));
    }

    void run() {
        findings.run("binlog-enabled", this::enabled);
        findings.run("binlog-format", this::wholeRows);
        findings.run("binlog-compression", this::compression);
        findings.run("server-id", this::serverId);
        findings.run("replica-log-updates", this::replica);
        findings.run("privilege-replication-slave", this::privileges);
    }

    private void enabled() {
        findings.expect(
                facts.isOn("log_bin"),
                "binlog-enabled",
                Finding.LOG_ON.with(facts.title()),
                Finding.LOG_OFF.with(facts.title()),
                "-- in the server's my.cnf, then restart it:\n-- [mysqld]\n-- log_bin = binlog\n-- binlog_format = ROW\n"
                        + "-- server_id = 1");
    }

    private void wholeRows() {
        String format = facts.variable("binlog_format", "ROW");
        findings.expect(
                format.equalsIgnoreCase("ROW"),
                "binlog-format",
                Finding.LOG_ROWS.with(facts.title()),
                Finding.LOG_NOT_ROWS.with(facts.title(), format),
                facts.set("binlog_format", "'ROW'"));
        String image = facts.variable("binlog_row_image", "FULL");
        if (image.equalsIgnoreCase("FULL")) {
            findings.passWarning("binlog-row-image", Finding.IMAGE_FULL.with(facts.title()));
        } else {
            findings.warn(
                    "binlog-row-image",
                    Finding.IMAGE_NOT_FULL.with(facts.title(), image),
                    facts.set("binlog_row_image", "'FULL'"));
        }
        metadata();
        String partial = facts.variable("binlog_row_value_options", "");
        findings.expect(
                partial.isEmpty(),
                "binlog-row-value-options",
                Finding.VALUES_WHOLE.with(facts.title()),
                Finding.VALUES_PARTIAL.with(facts.title(), partial),
                facts.set("binlog_row_value_options", "''"));
    }

    /** Servers before MySQL 8.0.1 and MariaDB 10.5 have no such variable. */
    private void metadata() {
        String metadata = facts.variable("binlog_row_metadata", "");
        if (metadata.equalsIgnoreCase("FULL")) {
            findings.passWarning("binlog-row-metadata", Finding.METADATA_FULL.with(facts.title()));
        } else if (!metadata.isEmpty()) {
            findings.warn(
                    "binlog-row-metadata",
                    Finding.METADATA_NOT_FULL.with(facts.title(), metadata),
                    facts.set("binlog_row_metadata", "'FULL'"));
        }
    }

    private void compression() {
        if (facts.isOn("log_bin_compress")) {
            findings.warn(
                    "binlog-compression",
                    Finding.LOG_COMPRESSED.with(facts.title()),
                    facts.set("log_bin_compress", "OFF"));
        }
    }

    private void serverId() {
        findings.expect(
                !facts.variable("server_id", "0").equals("0"),
                "server-id",
                Finding.SERVER_ID.with(facts.title(), facts.variable("server_id", "0")),
                Finding.SERVER_ID_ZERO.with(facts.title()),
                facts.set("server_id", "1"));
    }

    private void replica() throws SQLException {
        boolean logged = facts.isOn("log_slave_updates") || facts.isOn("log_replica_updates");
        boolean modern = !facts.server().isMariaDb() && facts.server().atLeast(8, 0, 26);
        findings.expect(
                logged || !isReplica(),
                "replica-log-updates",
                Finding.CHANGES_LOGGED.with(facts.title()),
                Finding.REPLICA_NOT_LOGGED.with(facts.title()),
                "-- in the server's my.cnf, then restart it:\n-- [mysqld]\n-- "
                        + (modern ? "log_replica_updates" : "log_slave_updates") + " = ON");
    }

    private boolean isReplica() throws SQLException {
        boolean mariaDb = facts.server().isMariaDb();
        if (mariaDb && !facts.grants().global("SLAVE MONITOR", "REPLICA MONITOR", "SUPER")) {
            return facts.rows("SHOW GLOBAL STATUS LIKE 'Slaves_running'").stream()
                    .anyMatch(row -> !row.getOrDefault("value", "0").equals("0"));
        }
        if (!mariaDb && !facts.grants().global("REPLICATION CLIENT", "SUPER")) {
            return false;
        }
        String sql = mariaDb
                ? "SHOW ALL SLAVES STATUS"
                : facts.server().atLeast(8, 0, 22) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
        return !facts.rows(sql).isEmpty();
    }

    private void privileges() {
        findings.expect(
                facts.grants().global("REPLICATION SLAVE", "REPLICATION REPLICA"),
                "privilege-replication-slave",
                Finding.MAY_READ_LOG.with(facts.account(), facts.title()),
                Finding.PRIVILEGE_MISSING.with(facts.account(), "REPLICATION SLAVE", facts.title()),
                facts.grant("REPLICATION SLAVE", "*.*"));
        boolean monitor = facts.server().isMariaDb() && facts.server().atLeast(10, 5);
        String client = monitor ? "BINLOG MONITOR" : "REPLICATION CLIENT";
        findings.expect(
                facts.grants().global("REPLICATION CLIENT", "BINLOG MONITOR", "SUPER"),
                "privilege-replication-client",
                Finding.MAY_ASK_POSITIONS.with(facts.account(), facts.title()),
                Finding.PRIVILEGE_MISSING.with(facts.account(), client, facts.title()),
                facts.grant(client, "*.*"));
    }

    private void serverId(CanalConfig canal) throws SQLException {
        String serverId = Long.toString(canal.serverId());
        findings.expect(
                !serverId.equals(facts.variable("server_id", "0")) && canal.serverId() > 0,
                "slave-id-clash",
                Finding.READER_ID.with(canal.name(), serverId),
                canal.serverId() > 0
                        ? Finding.READER_ID_OF_SERVER.with(canal.name(), serverId, facts.title())
                        : Finding.READER_ID_NOT_ABOVE_ZERO.with(canal.name(), serverId),
                "");
        if (readers().contains(serverId)) {
            findings.warn("slave-id-clash", Finding.READER_ID_TAKEN.with(facts.title(), serverId, canal.name()), "");
        }
    }

    private List<String> readers() throws SQLException {
        boolean mariaDb = facts.server().isMariaDb();
        boolean allowed = mariaDb && facts.server().atLeast(10, 5)
                ? facts.grants().global("REPLICATION MASTER ADMIN", "SUPER")
                : facts.grants().global("REPLICATION SLAVE", "SUPER");
        if (!allowed) {
            return List.of();
        }
        boolean modern = !mariaDb && facts.server().atLeast(8, 0, 22);
        return facts.rows(modern ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS").stream()
                .flatMap(row -> Stream.of(row.getOrDefault("server_id", "")))
                .toList();
    }

    /** Whether the server's log filters exclude changes in this schema. */
    static boolean leavesOut(Map<String, String> logStatus, String schema) {
        List<String> ignored =
                List.of(logStatus.getOrDefault("binlog_ignore_db", "").split(","));
        String only = logStatus.getOrDefault("binlog_do_db", "");
        return ignored.contains(schema)
                || (!only.isEmpty() && !List.of(only.split(",")).contains(schema));
    }

    /** Position and filters of the log. */
    Map<String, String> logStatus() throws SQLException {
        boolean modern = !facts.server().isMariaDb() && facts.server().atLeast(8, 2);
        List<Map<String, String>> rows = facts.rows(modern ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
        return rows.isEmpty() ? Map.of() : rows.get(0);
    }
}
