package io.otter.database.precheck;

import io.otter.common.model.Consistency;
import io.otter.common.model.PipelineConfig;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableName;
import io.otter.database.control.CheckpointTable;
import io.otter.database.control.ControlScript;
import io.otter.database.control.ControlTable;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that a target server accepts rows and can hold the checkpoint. */
final class TargetServerChecks {
    private static final String RETL = ControlTable.SCHEMA;
    private static final String ALL_OF_RETL = SqlNames.quote(RETL) + ".*";

    private final ServerFacts facts;
    private final Findings findings;

    /**
     * Whose checkpoint it will be.
     *
     * @param installation empty if unknown
     */
    record Owner(PipelineConfig pipeline, String installation, Consistency consistency) {}

    TargetServerChecks(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    /**
     * Checks the server.
     *
     * @param owner whose checkpoint there will be
     * @param source null if it could not be reached
     * @param schemas the schemas at this server that are targets
     * @return whether the target has a checkpoint of this pipeline
     */
    boolean run(Owner owner, @Nullable ServerFacts source, Collection<String> schemas) {
        boolean[] checkpointed = {false};
        findings.run("checkpoint-table", () -> checkpointed[0] = checkpoint(owner));
        findings.run("control-tables", this::earlierVersions);
        run();
        if (owner.pipeline().origins().isCarried()) {
            new OriginChecks(facts, findings).run();
        }
        if (owner.pipeline().parameters().ddlSync()) {
            findings.run("target-ddl-privilege", () -> schemas.forEach(this::ddl));
        }
        if (source != null) {
            findings.run("max-allowed-packet", () -> packet(source));
        }
        return checkpointed[0];
    }

    /** Checks what concerns every pipeline. */
    void run() {
        findings.run("target-read-only", this::readOnly);
    }

    private boolean checkpoint(Owner owner) throws SQLException {
        TableName checkpoint = ControlTable.CHECKPOINT.table();
        if (new TableCatalog()
                .find(facts.connection(), checkpoint.schema(), checkpoint.table())
                .isEmpty()) {
            boolean database = facts.rows("SHOW DATABASES LIKE '" + RETL + "'").size() == 1;
            boolean may = facts.grants().onSchema("CREATE", RETL)
                    && facts.grants().onSchema("INSERT", RETL)
                    && facts.grants().onSchema("UPDATE", RETL)
                    && facts.grants().onSchema("SELECT", RETL);
            findings.expect(
                    may,
                    "checkpoint-table",
                    Finding.CHECKPOINT_TO_BE_MADE.with(facts.title()),
                    Finding.CHECKPOINT_MISSING.with(facts.title(), facts.account()),
                    (database ? "" : new ControlScript().createSchema() + ";\n")
                            + facts.grant("SELECT, INSERT, UPDATE, DELETE, CREATE", ALL_OF_RETL));
            return false;
        }
        String table = checkpoint.quoted();
        boolean usable = runs("EXPLAIN SELECT * FROM " + table)
                && runs("EXPLAIN DELETE FROM " + table + " WHERE 1 = 0")
                && runs("EXPLAIN INSERT INTO " + table + " SELECT * FROM " + table + " WHERE 1 = 0")
                && mayUpdate(table);
        findings.expect(
                usable,
                "checkpoint-table",
                Finding.CHECKPOINT_HELD.with(facts.title()),
                Finding.CHECKPOINT_NOT_WRITABLE.with(facts.account(), facts.title()),
                facts.grant("SELECT, INSERT, UPDATE, DELETE", ALL_OF_RETL));
        if (!usable) {
            return false;
        }
        CheckpointTable row =
                new CheckpointTable(facts.connection(), owner.pipeline().id());
        checkOwner(row, owner.installation());
        return row.exists();
    }

    /** Nodes add the columns that tables of an earlier version lack, as far as they may. */
    private void earlierVersions() throws SQLException {
        ControlScript script = new ControlScript();
        for (ControlTable table : ControlTable.values()) {
            boolean made = new TableCatalog()
                    .find(
                            facts.connection(),
                            table.table().schema(),
                            table.table().table())
                    .isPresent();
            if (table == ControlTable.BUFFER || !made) {
                continue; // it is the source's, or a node makes it when it needs it
            }
            Set<String> present = facts.rows("SHOW COLUMNS FROM " + table.quoted()).stream()
                    .map(row -> row.getOrDefault("field", "").toUpperCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            Map<String, String> missing = new LinkedHashMap<>(script.columns(table));
            missing.keySet().removeAll(present);
            if (!missing.isEmpty() && !facts.grants().onSchema("ALTER", RETL)) {
                findings.fail(
                        "control-tables",
                        Finding.CONTROL_TABLE_OF_EARLIER_VERSION.with(
                                table.toString(), facts.title(), facts.account(), String.join(", ", missing.keySet())),
                        facts.grant("ALTER", ALL_OF_RETL));
            }
        }
    }

    private void checkOwner(CheckpointTable row, String ours) throws SQLException {
        Optional<String> other =
                ours.isEmpty() ? Optional.empty() : row.installation().filter(owner -> !owner.equals(ours));
        if (other.isPresent() && row.position().isPresent()) {
            findings.fail("checkpoint-owner", Finding.CHECKPOINT_OF_ANOTHER.with(facts.title(), other.get(), ours), "");
        }
    }

    private boolean mayUpdate(String table) throws SQLException {
        String column = facts.rows("SHOW COLUMNS FROM " + table).get(0).getOrDefault("field", "");
        String name = SqlNames.quote(column);
        return runs("EXPLAIN UPDATE " + table + " SET " + name + " = " + name + " WHERE 1 = 0");
    }

    private boolean runs(String sql) {
        try (Statement statement = facts.connection().createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            // The check has a single message, which lists the privileges.
            return false;
        }
    }

    private void readOnly() {
        boolean superOnly = facts.isOn("super_read_only");
        boolean closed = superOnly
                || (facts.isOn("read_only")
                        && !facts.grants().global("SUPER", "CONNECTION_ADMIN", "READ_ONLY ADMIN", "READ ONLY ADMIN"));
        findings.expect(
                !closed,
                "target-read-only",
                Finding.TAKES_WRITES.with(facts.title()),
                Finding.READ_ONLY.with(facts.title()),
                facts.set("read_only", "OFF"));
    }

    private void ddl(String schema) {
        List<String> missing = Stream.of("CREATE", "ALTER", "DROP", "INDEX")
                .filter(privilege -> !facts.grants().onSchema(privilege, schema))
                .toList();
        if (!missing.isEmpty()) {
            String privileges = String.join(", ", missing);
            findings.warn(
                    "target-ddl-privilege",
                    Finding.DDL_PRIVILEGE_MISSING.with(facts.account(), privileges, schema, facts.title()),
                    facts.grant(privileges, SqlNames.quote(schema) + ".*"));
        }
    }

    private void packet(ServerFacts source) {
        long here = Long.parseLong(facts.variable("max_allowed_packet", "0"));
        long there = Long.parseLong(source.variable("max_allowed_packet", "0"));
        if (here >= there) {
            findings.passWarning("max-allowed-packet", Finding.PACKET_FITS.with(facts.title()));
        } else {
            findings.warn(
                    "max-allowed-packet",
                    Finding.PACKET_SMALL.with(facts.title(), here, there),
                    facts.set("max_allowed_packet", Long.toString(there)));
        }
    }
}
