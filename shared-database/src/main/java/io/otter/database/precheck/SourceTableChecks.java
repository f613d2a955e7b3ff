package io.otter.database.precheck;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.DataMedia;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.NoKey;
import io.otter.common.model.PairTarget;
import io.otter.common.model.PipelineConfig;
import io.otter.database.ColumnMeta;
import io.otter.database.DatabaseFault;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.control.ControlTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks that the mapped tables exist, are readable and have a key. */
final class SourceTableChecks {
    private static final String SELECT = "source-select";
    private static final String HEARTBEAT = "heartbeat-table";
    private static final Pattern SEQUENCE = Pattern.compile("(?i)\\b(?:nextval|lastval|setval)\\s*\\(");

    private final ServerFacts facts;
    private final Findings findings;
    private final TableCatalog catalog = new TableCatalog();

    SourceTableChecks(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    /** The existing tables whose target names could be determined. */
    List<MappedTable> run(PipelineConfig pipeline) {
        List<MappedTable> mapped = new ArrayList<>();
        for (MediaPair pair : pipeline.pairs()) {
            findings.run("source-table", () -> mapped.addAll(tablesOf(pair)));
        }
        Set<TableMeta> tables = new LinkedHashSet<>();
        mapped.forEach(table -> tables.add(table.source()));
        if (pipeline.parameters().noKey() == NoKey.REFUSE) {
            findings.run("source-key", () -> tables.forEach(this::checkKey));
        }
        findings.run("source-table", () -> checkVersioning(tables));
        tables.forEach(this::checkSequences);
        findings.run(
                SELECT, () -> checkSelect(tables.stream().map(TableMeta::name).toList()));
        for (MappedTable table : mapped) {
            checkView(table);
        }
        if (!pipeline.parameters().skipFreeDoor()) {
            findings.run("retl-source", this::checkRetl);
        }
        if (pipeline.parameters().heartbeatSeconds() > 0) {
            findings.run(HEARTBEAT, this::checkHeartbeat);
        }
        return mapped;
    }

    private List<MappedTable> tablesOf(MediaPair pair) throws SQLException {
        DataMedia media = pair.source();
        PairTarget rule = PairTarget.of(pair);
        NamePattern schema = rule.sourceSchema();
        NamePattern table = rule.sourceTable();
        List<TableName> names = catalog.list(facts.connection(), schema, table).stream()
                .filter(name ->
                        schema instanceof NamePattern.Plain || !name.schema().equalsIgnoreCase(ControlTable.SCHEMA))
                .toList();
        String text = media.schema() + "." + media.table();
        if (names.isEmpty()) {
            reportNone(schema, table, text);
            return List.of();
        }
        findings.pass(
                "source-table",
                names.size() == 1
                        ? Finding.SOURCE_TABLE.with(facts.title(), text)
                        : Finding.SOURCE_TABLES.with(facts.title(), names.size(), text));
        List<MappedTable> mapped = new ArrayList<>();
        for (TableMeta meta : catalog.load(facts.connection(), names).values()) {
            Optional<TableName> target = rule.of(meta.schema(), meta.table(), TableName::new);
            if (target.isEmpty()) {
                findings.fail(
                        "target-table",
                        Finding.NO_PLACE.with(
                                meta.name(),
                                text,
                                pair.target().schema() + "." + pair.target().table()),
                        "");
            } else {
                mapped.add(new MappedTable(pair, meta, target.get()));
            }
        }
        return mapped;
    }

    private void reportNone(NamePattern schema, NamePattern table, String text) throws SQLException {
        if (!(schema instanceof NamePattern.Plain) || !(table instanceof NamePattern.Plain)) {
            findings.warn("source-table", Finding.SOURCE_TABLES_NONE.with(facts.title(), text, facts.account()), "");
            return;
        }
        TableName name = new TableName(schema.text(), table.text());
        Optional<SQLException> fault = select(name);
        if (fault.flatMap(DatabaseFault::codeOf)
                .filter(ErrorCode.DATABASE_PRIVILEGE::equals)
                .isPresent()) {
            findings.fail(
                    SELECT,
                    Finding.MAY_NOT_READ.with(facts.account(), name, facts.title()),
                    facts.grant("SELECT", name.quoted()));
        } else if (isSequence(name)) {
            findings.fail("source-table", Finding.SEQUENCE.with(name, facts.title()), "");
        } else {
            findings.fail("source-table", Finding.SOURCE_TABLE_MISSING.with(facts.title(), name), "");
        }
    }

    private boolean isSequence(TableName name) throws SQLException {
        try (PreparedStatement statement = facts.connection()
                .prepareStatement("SELECT 1 FROM information_schema.TABLES WHERE TABLE_TYPE = 'SEQUENCE'"
                        + " AND TABLE_SCHEMA = ? AND TABLE_NAME = ?")) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Checks that the user may read the tables; also used with the canal's user. */
    void checkSelect(List<TableName> tables) {
        int readable = 0;
        for (TableName table : tables) {
            Optional<SQLException> fault = select(table);
            if (fault.isEmpty()) {
                readable++;
            } else {
                findings.fail(
                        SELECT,
                        Finding.CANNOT_READ.with(
                                facts.account(),
                                table,
                                facts.title(),
                                String.valueOf(fault.get().getMessage())),
                        facts.grant("SELECT", table.quoted()));
            }
        }
        if (readable == tables.size() && readable > 0) {
            findings.pass(SELECT, Finding.MAY_READ_ALL.with(facts.account(), facts.title()));
        }
    }

    private Optional<SQLException> select(TableName table) {
        try (Statement statement = facts.connection().createStatement()) {
            statement
                    .executeQuery("SELECT * FROM " + table.quoted() + " LIMIT 0")
                    .close();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    /** Only MariaDB has such tables. */
    private void checkVersioning(Set<TableMeta> tables) throws SQLException {
        try (Statement statement = facts.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES"
                        + " WHERE TABLE_TYPE = 'SYSTEM VERSIONED'")) {
            while (rows.next()) {
                TableName name = new TableName(rows.getString(1), rows.getString(2));
                if (tables.stream().anyMatch(table -> table.name().equals(name))) {
                    findings.fail(
                            "source-table",
                            Finding.SYSTEM_VERSIONED.with(name, facts.title()),
                            "ALTER TABLE " + name.quoted() + " DROP SYSTEM VERSIONING;");
                }
            }
        }
    }

    /** Only MariaDB has such defaults. */
    private void checkSequences(TableMeta table) {
        for (ColumnMeta column : table.columns()) {
            String text = String.valueOf(column.defaultText()).replaceAll("'[^']*'", "");
            if (SEQUENCE.matcher(text).find()) {
                findings.warn(
                        "source-column",
                        Finding.SEQUENCE_DEFAULT.with(table.name() + "." + column.name(), facts.title()),
                        "");
            }
        }
    }

    private void checkKey(TableMeta table) {
        findings.expect(
                !table.identity().isEmpty(),
                "source-key",
                Finding.KEYED.with(table.name()),
                Finding.SOURCE_KEYLESS.with(table.name(), facts.title()),
                KeyFix.of(table));
    }

    private void checkView(MappedTable table) {
        List<String> unknown = table.unknownSourceColumns();
        if (!unknown.isEmpty()) {
            findings.fail(
                    "source-column",
                    Finding.SOURCE_COLUMN_MISSING.with(
                            table.source().name(), facts.title(), String.join(", ", unknown)),
                    "");
        }
        List<String> missing = table.missingKeyColumns();
        if (!missing.isEmpty()) {
            findings.fail(
                    "source-key", Finding.KEY_LEFT_OUT.with(table.source().name(), String.join(", ", missing)), "");
        }
    }

    /** Checks that the log filters exclude no mapped schema. */
    void checkLogFilters(Map<String, String> logStatus, List<MappedTable> tables) {
        tables.stream().map(table -> table.source().schema()).distinct().forEach(schema -> {
            if (BinlogChecks.leavesOut(logStatus, schema)) {
                findings.fail(
                        "binlog-filter",
                        Finding.SCHEMA_NOT_LOGGED.with(facts.title(), schema),
                        "-- in the server's my.cnf, then restart it:\n-- remove binlog_ignore_db = " + schema
                                + " or add binlog_do_db = " + schema);
            }
        });
    }

    private void checkHeartbeat() throws SQLException {
        TableName table = ControlTable.HEARTBEAT.table();
        String grant = facts.grant("SELECT, INSERT, UPDATE", "`retl`.`retl_heartbeat`");
        if (catalog.find(facts.connection(), table.schema(), table.table()).isEmpty()) {
            findings.fail(
                    HEARTBEAT,
                    Finding.HEARTBEAT_NONE.with(facts.title(), facts.account()),
                    FixStatements.create(ControlTable.HEARTBEAT) + "\n" + grant);
            return;
        }
        findings.expect(
                mayWrite(table),
                HEARTBEAT,
                Finding.HEARTBEAT.with(facts.title(), facts.account()),
                Finding.HEARTBEAT_NOT_WRITABLE.with(facts.title(), facts.account()),
                grant);
    }

    private boolean mayWrite(TableName table) throws SQLException {
        try (Statement statement = facts.connection().createStatement()) {
            statement.execute("EXPLAIN INSERT INTO " + table.quoted() + " SELECT * FROM " + table.quoted()
                    + " WHERE 1 = 0 ON DUPLICATE KEY UPDATE AT_MILLIS = 0");
            return true;
        } catch (SQLException e) {
            if (DatabaseFault.codeOf(e)
                    .filter(code -> code == ErrorCode.DATABASE_PRIVILEGE)
                    .isEmpty()) {
                throw e;
            }
            return false;
        }
    }

    private void checkRetl() throws SQLException {
        TableName buffer = ControlTable.BUFFER.table();
        if (catalog.find(facts.connection(), buffer.schema(), buffer.table()).isPresent()) {
            findings.passWarning("retl-source", Finding.FREE_DOOR.with(facts.title()));
        } else {
            findings.warn(
                    "retl-source",
                    Finding.FREE_DOOR_NONE.with(facts.title(), facts.account()),
                    FixStatements.create(ControlTable.BUFFER) + "\n"
                            + facts.grant("SELECT, INSERT, UPDATE, DELETE", "`retl`.*"));
        }
    }
}
