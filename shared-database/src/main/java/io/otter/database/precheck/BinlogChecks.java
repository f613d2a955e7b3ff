package io.otter.database.precheck;

import io.otter.common.model.CanalConfig;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether a server's log can be read and holds whole rows. */
final class BinlogChecks {
    private final ServerFacts facts;
    private final Findings findings;

    BinlogChecks(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    void run(CanalConfig canal) {
        findings.run("binlog-enabled", this::enabled);
        findings.run("binlog-format", this::wholeRows);
        findings.run("binlog-compression", this::compression);
        findings.run("server-id", this::serverId);
        findings.run("replica-log-updates", this::replica);
        findings.run("privilege-replication-slave", this::privileges);
        findings.run("slave-id-clash", () -> slaveId(canal));
    }

    private void enabled() {
        findings.expect(
                facts.isOn("log_bin"),
                "binlog-enabled",
                facts.title() + " writes a binary log.",
                facts.title() + " writes no binary log (log_bin is OFF).",
                "-- in the server's my.cnf, then restart it:\n-- [mysqld]\n-- log_bin = binlog\n-- binlog_format = ROW\n"
                        + "-- server_id = 1");
    }

    private void wholeRows() {
        String format = facts.variable("binlog_format", "ROW");
        findings.expect(
                format.equalsIgnoreCase("ROW"),
                "binlog-format",
                facts.title() + " logs rows.",
                facts.title() + " logs " + format + ", not ROW; sessions that are open keep their format.",
                facts.set("binlog_format", "'ROW'"));
        String image = facts.variable("binlog_row_image", "FULL");
        if (image.equalsIgnoreCase("FULL")) {
            findings.passWarning("binlog-row-image", facts.title() + " logs whole rows.");
        } else {
            findings.warn(
                    "binlog-row-image",
                    facts.title() + " logs " + image
                            + " row images, not FULL: rows are looked up there for what the log"
                            + " lacks. Sessions that are open keep theirs.",
                    facts.set("binlog_row_image", "'FULL'"));
        }
        String partial = facts.variable("binlog_row_value_options", "");
        findings.expect(
                partial.isEmpty(),
                "binlog-row-value-options",
                facts.title() + " logs whole values.",
                facts.title() + " logs parts of JSON values (binlog_row_value_options = " + partial + ").",
                facts.set("binlog_row_value_options", "''"));
    }

    private void compression() {
        if (facts.isOn("log_bin_compress")) {
            findings.warn(
                    "binlog-compression",
                    facts.title() + " compresses events of its log (log_bin_compress), not all of which can be read.",
                    facts.set("log_bin_compress", "OFF"));
        }
    }

    private void serverId() {
        findings.expect(
                !facts.variable("server_id", "0").equals("0"),
                "server-id",
                facts.title() + " has server_id " + facts.variable("server_id", "0") + ".",
                facts.title() + " has server_id 0, so that nobody may read its log.",
                facts.set("server_id", "1"));
    }

    private void replica() throws SQLException {
        boolean logged = facts.isOn("log_slave_updates") || facts.isOn("log_replica_updates");
        boolean modern = !facts.server().isMariaDb() && facts.server().atLeast(8, 0, 26);
        findings.expect(
                logged || !isReplica(),
                "replica-log-updates",
                facts.title() + " logs every change it makes.",
                facts.title() + " is a replica and does not log what it replicates.",
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
                facts.account() + " may read the log of " + facts.title() + ".",
                facts.account() + " has no REPLICATION SLAVE at " + facts.title() + ".",
                facts.grant("REPLICATION SLAVE", "*.*"));
        boolean monitor = facts.server().isMariaDb() && facts.server().atLeast(10, 5);
        String client = monitor ? "BINLOG MONITOR" : "REPLICATION CLIENT";
        findings.expect(
                facts.grants().global("REPLICATION CLIENT", "BINLOG MONITOR", "SUPER"),
                "privilege-replication-client",
                facts.account() + " may ask " + facts.title() + " for its positions.",
                facts.account() + " has no " + client + " at " + facts.title() + ".",
                facts.grant(client, "*.*"));
    }

    private void slaveId(CanalConfig canal) throws SQLException {
        String slaveId = Long.toString(canal.slaveId());
        findings.expect(
                !slaveId.equals(facts.variable("server_id", "0")) && canal.slaveId() > 0,
                "slave-id-clash",
                "canal \"" + canal.name() + "\" reads as server_id " + slaveId + ".",
                "canal \"" + canal.name() + "\" has slaveId " + slaveId + ", which is "
                        + (canal.slaveId() > 0 ? "the server_id of " + facts.title() + " itself" : "not above 0")
                        + ": give it another one.",
                "");
        if (readers().contains(slaveId)) {
            findings.warn(
                    "slave-id-clash",
                    "somebody reads " + facts.title() + " as server_id " + slaveId + " already. Unless that is this"
                            + " pipeline itself, give canal \"" + canal.name() + "\" another slaveId.",
                    "");
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

    /** Whether the server leaves changes of this schema out of its log. */
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
