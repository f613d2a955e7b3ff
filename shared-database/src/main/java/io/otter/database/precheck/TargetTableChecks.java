package io.otter.database.precheck;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.NoKey;
import io.otter.database.ColumnMeta;
import io.otter.database.DatabaseFault;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the tables and columns at a target are there and may be written. */
final class TargetTableChecks {
    private final ServerFacts facts;
    private final Findings findings;

    TargetTableChecks(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    /** @param source null when it could not be reached */
    void run(@Nullable ServerFacts source, List<MappedTable> tables, NoKey noKey) {
        findings.run("target-table", () -> {
            Map<TableName, TableMeta> found = new TableCatalog()
                    .load(
                            facts.connection(),
                            tables.stream().map(MappedTable::target).distinct().toList());
            int before = findings.results().size();
            for (MappedTable table : tables) {
                TableMeta target = found.get(table.target());
                if (!isReadable(table.target())) {
                    findings.fail(
                            "target-privilege",
                            facts.account() + " may not read " + table.target() + " at " + facts.title()
                                    + ", or it does not exist.",
                            facts.grant(
                                    "SELECT, INSERT, UPDATE, DELETE",
                                    table.target().quoted()));
                    continue;
                }
                if (target == null) {
                    findings.fail(
                            "target-table",
                            facts.title() + " has no table " + table.target() + " for "
                                    + table.source().name() + ".",
                            Definitions.createTable(table));
                    continue;
                }
                if (source != null
                        && source.identity().equals(facts.identity())
                        && target.name().equals(table.source().name())) {
                    findings.fail("loop", target.name() + " is its own target: rows would never stop.", "");
                }
                checkTable(table, target, noKey);
            }
            if (findings.results().size() == before && !tables.isEmpty()) {
                findings.pass(
                        "target-table", facts.title() + " has every mapped table and column and lets them be written.");
            }
        });
    }

    /** Whether nothing forbids it; servers show neither tables nor columns to a user without privileges. */
    private boolean isReadable(TableName table) throws SQLException {
        List<String> missing = new ArrayList<>();
        tryPrivilege(missing, "SELECT", "EXPLAIN SELECT * FROM " + table.quoted() + " WHERE 1 = 0");
        return missing.isEmpty();
    }

    private void checkTable(MappedTable table, TableMeta target, NoKey noKey) throws SQLException {
        Map<ColumnMeta, String> columns = table.columns();
        List<String> writable = new ArrayList<>();
        for (Map.Entry<ColumnMeta, String> entry : columns.entrySet()) {
            Optional<ColumnMeta> column = target.column(entry.getValue());
            if (column.isEmpty()) {
                findings.fail(
                        "target-column",
                        target.name() + " at " + facts.title() + " has no column " + entry.getValue() + ".",
                        Definitions.addColumn(target.name(), entry.getKey(), entry.getValue()));
            } else if (!column.get().generated()) {
                writable.add(column.get().name());
                checkType(entry.getKey(), target, column.get());
            }
        }
        checkRequired(columns, target);
        checkKey(target, noKey);
        if (!target.engine().equalsIgnoreCase("InnoDB")) {
            findings.warn(
                    "target-engine",
                    target.name() + " at " + facts.title() + " is " + target.engine()
                            + ": rows and position do not commit together.",
                    "ALTER TABLE " + target.name().quoted() + " ENGINE=InnoDB;");
        }
        if (!writable.isEmpty()) {
            checkPrivileges(target.name(), writable);
        }
    }

    private void checkType(ColumnMeta source, TableMeta target, ColumnMeta column) {
        TypeCompatibility.problem(source, column)
                .ifPresent(problem -> findings.warn(
                        "column-type",
                        target.name() + "." + column.name() + " at " + facts.title() + ": " + problem + " may not fit.",
                        "ALTER TABLE " + target.name().quoted() + " MODIFY "
                                + Definitions.column(source, column.name(), source.nullable()) + ";"));
    }

    private void checkRequired(Map<ColumnMeta, String> columns, TableMeta target) {
        for (ColumnMeta column : target.columns()) {
            boolean filled = columns.values().stream().anyMatch(name -> name.equalsIgnoreCase(column.name()));
            boolean optional =
                    column.nullable() || column.generated() || column.autoIncrement() || column.defaultText() != null;
            if (!filled && !optional) {
                findings.warn(
                        "target-default",
                        target.name() + "." + column.name() + " at " + facts.title()
                                + " has no default and gets no value: inserts will be refused.",
                        "ALTER TABLE " + target.name().quoted() + " MODIFY "
                                + Definitions.column(column, column.name(), true) + ";");
            }
        }
    }

    private void checkKey(TableMeta target, NoKey noKey) {
        if (target.identity().isEmpty() && noKey == NoKey.FULL_ROW) {
            findings.warn(
                    "target-key",
                    target.name() + " at " + facts.title()
                            + " has no key: each update and delete reads the whole table,"
                            + " and nothing else is loaded meanwhile.",
                    KeyFix.of(target));
        } else if (target.identity().isEmpty()) {
            findings.fail(
                    "target-key",
                    target.name() + " at " + facts.title() + " has neither a primary key nor a unique key without"
                            + " nulls: rows cannot be found there.",
                    KeyFix.of(target));
        }
    }

    /** EXPLAIN needs the privileges of the statement, and runs nothing. */
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
                    facts.account() + " has no " + privileges + " on " + table + " at " + facts.title() + ".",
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
            // Any other fault, such as NULL for a column that takes none, comes after the check of privileges.
        }
    }
}
