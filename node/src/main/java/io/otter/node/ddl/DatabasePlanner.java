package io.otter.node.ddl;

import io.otter.common.model.DdlKind;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.transform.TargetNames;
import io.otter.node.transform.TargetNames.TargetDatabase;
import io.otter.node.transform.TargetNames.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Works out what a statement about a database means for one target. A database that is dropped takes the mapped tables
 * with it; the target's own goes only when nothing else is in it. One thread at a time.
 */
final class DatabasePlanner {
    private static final String CONTENT = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
            + " UNION ALL SELECT NULL FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?"
            + " UNION ALL SELECT NULL FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?";

    private final TargetNames names;
    private final ExplicitText text;

    DatabasePlanner(TargetNames names, ExplicitText text) {
        this.names = names;
        this.text = text;
    }

    DdlPlan plan(Connection target, DatabaseStatement statement, DdlChange ddl, List<Long> pairIds)
            throws SQLException {
        List<DdlStep> steps = new ArrayList<>();
        List<TargetDatabase> databases = names.databases(statement.schema(), pairIds);
        String doubt = "";
        if (statement.drops()) {
            List<TargetTable> tables = ddl.known().dropped().stream()
                    .flatMap(table -> names.of(table, pairIds).stream())
                    .toList();
            doubt = drop(target, databases, tables, ddl, steps);
        }
        if (statement.verb() != DatabaseStatement.Verb.DROP) {
            boolean creates = statement.verb() == DatabaseStatement.Verb.CREATE;
            String verb = creates ? "CREATE DATABASE IF NOT EXISTS " : "ALTER DATABASE ";
            String options = options(target, statement, ddl);
            for (TargetDatabase database : databases) {
                if (creates || !options.isEmpty()) {
                    steps.add(step(verb + SqlNames.quote(database.name()) + options, ddl));
                }
            }
        }
        return new DdlPlan(DdlKind.DATABASE, steps, doubt, DdlPlan.ShadowNote.NOTHING);
    }

    /** A comment is what only MariaDB knows, and the encryption what only MySQL does: the other leaves it out. */
    private String options(Connection target, DatabaseStatement statement, DdlChange ddl) throws SQLException {
        boolean says = statement.verb() == DatabaseStatement.Verb.CREATE
                || !statement.defaults().areOpen();
        String defaults =
                says ? text.options(target, statement.defaults(), ddl.known().collation()) : "";
        boolean ofMariadb = statement.options().toUpperCase(Locale.ROOT).contains("COMMENT");
        boolean mariadb = target.getMetaData().getDatabaseProductName().equals("MariaDB");
        return statement.options().isEmpty() || ofMariadb != mariadb ? defaults : defaults + " " + statement.options();
    }

    private static String drop(
            Connection target,
            List<TargetDatabase> databases,
            List<TargetTable> tables,
            DdlChange ddl,
            List<DdlStep> steps)
            throws SQLException {
        if (!tables.isEmpty()) {
            steps.add(DdlPlanner.dropStep(
                    ddl.session(), tables.stream().map(TargetTable::target).toList()));
        }
        for (TargetDatabase database : databases) {
            if (!database.shared() && isEmptied(target, database.name(), tables)) {
                steps.add(step("DROP DATABASE IF EXISTS " + SqlNames.quote(database.name()), ddl));
            }
        }
        return tables.stream()
                .filter(TargetTable::shared)
                .map(table -> DdlPlanner.wouldRemoveOthers(table.target()))
                .findFirst()
                .orElse("");
    }

    private static boolean isEmptied(Connection target, String schema, List<TargetTable> dropped) throws SQLException {
        try (PreparedStatement select = target.prepareStatement(CONTENT)) {
            for (int i = 1; i <= 3; i++) {
                select.setString(i, schema);
            }
            try (ResultSet rows = select.executeQuery()) {
                boolean others = false;
                while (rows.next()) {
                    String name = rows.getString(1);
                    others |=
                            name == null || dropped.stream().noneMatch(table -> isNamed(table.target(), schema, name));
                }
                return !others;
            }
        }
    }

    private static boolean isNamed(TableName table, String schema, String name) {
        return table.schema().equalsIgnoreCase(schema) && table.table().equalsIgnoreCase(name);
    }

    /** Running it again does no harm. */
    private static DdlStep step(String sql, DdlChange ddl) {
        return new DdlStep(DdlKind.DATABASE, "", sql, ddl.session(), List.of(), List.of(), false, false);
    }
}
