package io.otter.database.precheck;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.NoKey;
import io.otter.database.ColumnMeta;
import io.otter.database.DatabaseFault;
import io.otter.database.KeyComparison;
import io.otter.database.Rounding;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.UniqueKey;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks that tables and columns exist at a target and may be written. */
final class TargetTableChecks {
    private final ServerFacts facts;
    private final Findings findings;
    private final boolean compatibleMissingColumn;

    /** @param compatibleMissingColumn whether a column may be missing at the target */
    TargetTableChecks(ServerFacts facts, Findings findings, boolean compatibleMissingColumn) {
        this.facts = facts;
        this.findings = findings;
        this.compatibleMissingColumn = compatibleMissingColumn;
    }

    /** @param source null if it could not be reached */
    void run(@Nullable ServerFacts source, List<MappedTable> tables, NoKey noKey) {
        findings.run("target-table", () -> {
            Map<TableName, TableMeta> found = new TableCatalog()
                    .load(
                            facts.connection(),
                            tables.stream().map(MappedTable::target).distinct().toList());
            KeyComparison comparison =
                    source == null ? null : new KeyComparison(source.connection(), facts.connection());
            int before = findings.results().size();
            for (MappedTable table : tables) {
                TableMeta target = found.get(table.target());
                if (!isReadable(table.target())) {
                    findings.fail(
                            "target-privilege",
                            Finding.MAY_NOT_READ.with(facts.account(), table.target(), facts.title()),
                            facts.grant(
                                    "SELECT, INSERT, UPDATE, DELETE",
                                    table.target().quoted()));
                    continue;
                }
                if (target == null) {
                    findings.fail(
                            "target-table",
                            Finding.TARGET_TABLE_MISSING.with(
                                    facts.title(),
                                    table.target(),
                                    table.source().name()),
                            FixStatements.createTable(table));
                    continue;
                }
                if (source != null
                        && source.identity().equals(facts.identity())
                        && target.name().equals(table.source().name())) {
                    findings.fail("loop", Finding.OWN_TARGET.with(target.name()), "");
                }
                checkTable(table, target, noKey, comparison);
            }
            if (findings.results().size() == before && !tables.isEmpty()) {
                findings.pass("target-table", Finding.TARGET_TABLES.with(facts.title()));
            }
        });
    }

    /** Whether the table is visible: servers hide tables and columns from users without privileges. */
    private boolean isReadable(TableName table) throws SQLException {
        List<String> missing = new ArrayList<>();
        tryPrivilege(missing, "SELECT", "EXPLAIN SELECT * FROM " + table.quoted() + " WHERE 1 = 0");
        return missing.isEmpty();
    }

    private void checkTable(MappedTable table, TableMeta target, NoKey noKey, @Nullable KeyComparison comparison)
            throws SQLException {
        Map<ColumnMeta, String> columns = table.columns();
        List<String> writable = new ArrayList<>();
        for (Map.Entry<ColumnMeta, String> entry : columns.entrySet()) {
            Optional<ColumnMeta> column = target.column(entry.getValue());
            if (column.isEmpty()) {
                checkLacking(table, target, entry.getKey(), entry.getValue());
            } else if (!column.get().generated()) {
                writable.add(column.get().name());
                checkType(entry.getKey(), target, column.get());
            }
        }
        checkRequired(columns, target);
        checkKey(table, target, noKey);
        if (comparison != null) {
            checkKeyValues(table, target, comparison);
        }
        if (!target.engine().equalsIgnoreCase("InnoDB")) {
            findings.warn(
                    "target-engine",
                    Finding.ENGINE.with(target.name(), facts.title(), target.engine()),
                    "ALTER TABLE " + target.name().quoted() + " ENGINE=InnoDB;");
        }
        if (!writable.isEmpty()) {
            checkPrivileges(target.name(), writable);
        }
    }

    private void checkLacking(MappedTable table, TableMeta target, ColumnMeta source, String column) {
        if (source.generated()) {
            return; // computed from other columns
        }
        String fixSql = FixStatements.addColumn(target.name(), source, column);
        if (compatibleMissingColumn && !table.lists(source)) {
            findings.warn(
                    "target-column", Finding.TARGET_COLUMN_LEFT_OUT.with(target.name(), facts.title(), column), fixSql);
        } else {
            findings.fail(
                    "target-column", Finding.TARGET_COLUMN_MISSING.with(target.name(), facts.title(), column), fixSql);
        }
    }

    private void checkType(ColumnMeta source, TableMeta target, ColumnMeta column) {
        TypeCompatibility.problem(source, column)
                .ifPresent(problem -> findings.warn(
                        "column-type",
                        Finding.TYPE.with(target.name() + "." + column.name(), facts.title(), problem),
                        "ALTER TABLE " + target.name().quoted() + " MODIFY "
                                + FixStatements.column(source, column.name(), source.nullable()) + ";"));
    }

    private void checkRequired(Map<ColumnMeta, String> columns, TableMeta target) {
        for (ColumnMeta column : target.columns()) {
            boolean filled = columns.values().stream().anyMatch(name -> name.equalsIgnoreCase(column.name()));
            boolean optional =
                    column.nullable() || column.generated() || column.autoIncrement() || column.defaultText() != null;
            if (!filled && !optional) {
                findings.warn(
                        "target-default",
                        Finding.DEFAULT_MISSING.with(target.name() + "." + column.name(), facts.title()),
                        "ALTER TABLE " + target.name().quoted() + " MODIFY "
                                + FixStatements.column(column, column.name(), true) + ";");
            }
        }
    }

    private void checkKey(MappedTable table, TableMeta target, NoKey noKey) {
        if (target.identity().isEmpty() && noKey == NoKey.FULL_ROW) {
            findings.warn(
                    "target-key", Finding.TARGET_KEYLESS_SLOW.with(target.name(), facts.title()), KeyFix.of(target));
        } else if (target.identity().isEmpty()) {
            findings.fail("target-key", Finding.TARGET_KEYLESS.with(target.name(), facts.title()), KeyFix.of(target));
        }
        List<String> unmapped = target.identity().stream()
                .filter(key -> table.columns().values().stream().noneMatch(key::equalsIgnoreCase))
                .toList();
        if (!unmapped.isEmpty()) {
            findings.fail(
                    "target-key",
                    Finding.TARGET_KEY_NOT_MAPPED.with(
                            target.name(),
                            facts.title(),
                            String.join(", ", unmapped),
                            table.source().name()),
                    "");
        }
    }

    /** Whether each key of the target tells apart what the source tells apart. */
    private void checkKeyValues(MappedTable table, TableMeta target, KeyComparison comparison) throws SQLException {
        Set<String> parts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        parts.addAll(target.primaryKey());
        target.uniqueKeys().stream().filter(UniqueKey::whole).forEach(key -> parts.addAll(key.columns()));
        for (Map.Entry<ColumnMeta, String> entry : table.columns().entrySet()) {
            Optional<ColumnMeta> column = target.column(entry.getValue());
            if (column.isEmpty() || column.get().generated() || !parts.contains(entry.getValue())) {
                continue;
            }
            ColumnMeta from = entry.getKey();
            ColumnMeta to = column.get();
            String name = target.name() + "." + to.name();
            String fix = FixStatements.likeColumn(target.name(), from, to);
            if (Rounding.happens(from.columnType(), to.columnType())) {
                findings.fail(
                        "target-key",
                        Finding.TARGET_KEY_ROUNDS.with(name, facts.title(), to.columnType(), from.columnType()),
                        fix);
            }
            Optional<KeyComparison.Merged> merged =
                    comparison.merged(KeyComparison.Column.of(from), KeyComparison.Column.of(to));
            if (merged.isPresent()) {
                findings.fail(
                        "target-key",
                        Finding.TARGET_KEY_MERGES.with(
                                name,
                                facts.title(),
                                merged.get().one(),
                                merged.get().other(),
                                String.valueOf(to.collation()),
                                String.valueOf(from.collation())),
                        fix);
            }
        }
    }

    /** EXPLAIN requires the privileges of the statement, but does not run it. */
    private void checkPrivileges(TableName table, List<String> columns) throws SQLException {
        String name = table.quoted();
        List<String> quoted = columns.stream().map(SqlNames::quote).toList();
        String list = String.join(", ", quoted);
        String nulls = "NULL, ".repeat(columns.size() - 1) + "NULL";
        List<String> missing = new ArrayList<>();
        tryPrivilege(missing, "INSERT", "EXPLAIN INSERT INTO " + name + " (" + list + ") VALUES (" + nulls + ")");
        String sets =
                String.join(" = NULL, ", columns.stream().map(SqlNames::quote).toList()) + " = NULL";
        tryPrivilege(missing, "UPDATE", "EXPLAIN UPDATE " + name + " SET " + sets + " WHERE 1 = 0");
        tryPrivilege(missing, "DELETE", "EXPLAIN DELETE FROM " + name + " WHERE 1 = 0");
        if (!missing.isEmpty()) {
            String privileges = String.join(", ", missing);
            findings.fail(
                    "target-privilege",
                    Finding.TABLE_PRIVILEGE_MISSING.with(facts.account(), privileges, table, facts.title()),
                    facts.grant(privileges, name));
        }
    }

    private void tryPrivilege(List<String> missing, String privilege, String sql) throws SQLException {
        try (Statement statement = facts.connection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            Optional<ErrorCode> code = DatabaseFault.codeOf(e);
            if (code.equals(Optional.of(ErrorCode.DATABASE_PRIVILEGE))) {
                missing.add(privilege);
            } else if (code.isPresent()) {
                throw e;
            }
            // Any other fault, such as NULL in a NOT NULL column, means that the privilege check has passed.
        }
    }
}
