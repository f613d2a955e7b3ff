package io.otter.manager.resync;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.PairTarget;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.PlannedIndexes;
import io.otter.database.Purpose;
import io.otter.database.ServerInfo;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableName;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.IndexTable;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes the target tables of a copy that are missing, and looks whether those that are there are empty. Thread-safe. */
@Component
final class TargetTables {
    private static final Logger log = LoggerFactory.getLogger(TargetTables.class);
    /** Above the statements that are run once the rows of their table are there. */
    private static final String BEHIND = "-- once its rows are there\n";
    /** Below that it makes no difference. */
    private static final int MANY_ROWS = 10_000;

    private final DatabaseConnector connector;

    TargetTables(DatabaseConnector connector) {
        this.connector = connector;
    }

    /** @param alone whether no other table's rows go there */
    private record Mapped(MediaPair pair, TableName source, boolean alone) {}

    private interface Missing {
        void table(Connection target, TableName name, TableText text, PlannedIndexes late) throws SQLException;
    }

    /** Makes the missing target tables like their source tables, with the columns of the pair. */
    void create(PipelineConfig pipeline, List<MediaPair> pairs) {
        missing(pipeline, pairs, (target, name, text, late) -> create(pipeline, target, name, text, late));
    }

    /** The statements that do so, but for collations that a target does not know. */
    List<String> statements(PipelineConfig pipeline, List<MediaPair> pairs) {
        List<String> statements = new ArrayList<>();
        missing(pipeline, pairs, (target, name, text, late) -> {
            statements.add(text.create(name, late));
            late.statements().forEach(one -> statements.add(BEHIND + one));
        });
        return statements;
    }

    private void missing(PipelineConfig pipeline, List<MediaPair> pairs, Missing missing) {
        try (Connection source = connector.open(pipeline.source(), Purpose.LOOKUP)) {
            for (DataMediaSource server : pipeline.targets()) {
                try (Connection target = connector.open(server, Purpose.LOAD)) {
                    for (Map.Entry<TableName, Mapped> one :
                            targets(source, server, pairs).entrySet()) {
                        if (new TableCatalog()
                                .find(
                                        target,
                                        one.getKey().schema(),
                                        one.getKey().table())
                                .isEmpty()) {
                            TableText text = text(source, target, one.getValue());
                            PlannedIndexes late = isWorthwhile(pipeline, source, one.getValue())
                                    ? text.late(one.getKey())
                                    : new PlannedIndexes(one.getKey(), List.of());
                            missing.table(target, one.getKey(), text, late);
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw fault(e);
        }
    }

    /**
     * Whether indexes are made behind the rows. Of tables that get rows from several others at once, from the start; and
     * where the other direction would read such a statement.
     */
    private static boolean isWorthwhile(PipelineConfig pipeline, Connection source, Mapped from) throws SQLException {
        if (!from.alone()
                || pipeline.parameters().dryRun()
                || pipeline.origins().source() != 0) {
            return false;
        }
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT 1 FROM " + from.source().quoted() + " LIMIT " + MANY_ROWS + ", 1")) {
            return row.next();
        }
    }

    /** For a run that is given up: how to get the indexes that its target tables lack; empty if none is missing. */
    String withoutIndexes(PipelineConfig pipeline) {
        List<String> statements = new ArrayList<>();
        for (DataMediaSource server : pipeline.targets()) {
            try (Connection target = connector.open(server, Purpose.LOOKUP)) {
                for (PlannedIndexes planned : new IndexTable(target, pipeline.id()).entries()) {
                    planned.missing(target).ifPresent(missing -> statements.addAll(missing.statements()));
                }
            } catch (SQLException | OtterException e) {
                log.warn("pipeline {}: which indexes are missing is not known: {}", pipeline.name(), e.getMessage());
            }
        }
        return statements.isEmpty()
                ? ""
                : "Indexes of target tables are not made yet. Copy the tables again, or run at the target: "
                        + String.join("; ", statements) + ";";
    }

    /** @throws RefusedException naming the target tables with rows */
    void requireEmpty(PipelineConfig pipeline, List<MediaPair> pairs) {
        List<String> filled = new ArrayList<>();
        try (Connection source = connector.open(pipeline.source(), Purpose.LOOKUP)) {
            for (DataMediaSource server : pipeline.targets()) {
                try (Connection target = connector.open(server, Purpose.LOOKUP)) {
                    for (TableName table : targets(source, server, pairs).keySet()) {
                        if (hasRows(target, table)) {
                            filled.add(table.toString());
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw fault(e);
        }
        if (!filled.isEmpty()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.RESYNC_FILLED.with(String.join(", ", filled)));
        }
    }

    private static boolean hasRows(Connection target, TableName table) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + table.quoted() + " LIMIT 1")) {
            return row.next();
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return false;
            }
            throw e;
        }
    }

    /** By target table, the first source table that maps to it. */
    private static Map<TableName, Mapped> targets(Connection source, DataMediaSource server, List<MediaPair> pairs)
            throws SQLException {
        Map<TableName, Mapped> targets = new LinkedHashMap<>();
        for (MediaPair pair : pairs) {
            if (pair.target().sourceId() != server.id()) {
                continue;
            }
            List<TableName> tables = new TableCatalog()
                    .list(
                            source,
                            NamePattern.parse(pair.source().schema()),
                            NamePattern.parse(pair.source().table()));
            for (TableName table : tables) {
                Optional<TableName> target = PairTarget.of(pair).of(table.schema(), table.table(), TableName::new);
                target.ifPresent(name -> targets.merge(
                        name,
                        new Mapped(pair, table, true),
                        (one, other) -> new Mapped(one.pair(), one.source(), false)));
            }
        }
        return targets;
    }

    private static TableText text(Connection source, Connection target, Mapped from) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery(
                        "SHOW CREATE TABLE " + from.source().quoted())) {
            row.next();
            String shown = ForeignDefinition.of(row.getString(2), ServerInfo.of(source), ServerInfo.of(target));
            return new TableText(shown, from.pair().columns());
        }
    }

    private static void create(
            PipelineConfig pipeline, Connection target, TableName name, TableText text, PlannedIndexes late)
            throws SQLException {
        try (Statement statement = target.createStatement()) {
            if (!late.definitions().isEmpty()) {
                // Known before there is a table that lacks them, so that nothing can come between.
                new ControlTables(pipeline.name()).ensure(target, ControlTable.INDEX);
                new IndexTable(target, pipeline.id()).put(late);
            }
            // What a definition may hold that sessions of today refuse, such as zero dates as defaults.
            statement.execute("SET SESSION sql_mode = ''");
            statement.execute("CREATE DATABASE IF NOT EXISTS " + SqlNames.quote(name.schema()));
            Optional<String> unknown = tried(statement, text.create(name, late));
            for (String collation : TableText.COLLATIONS) {
                if (unknown.isEmpty()) {
                    return;
                }
                unknown = tried(statement, text.withCollation(collation).create(name, late));
            }
            if (unknown.isPresent()) {
                throw new SQLException(unknown.get());
            }
        } catch (SQLException e) {
            throw new SQLException(name + ": " + e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
        }
    }

    /** @return what is wrong if the server does not know a collation; empty when the table was made */
    private static Optional<String> tried(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
            return Optional.empty();
        } catch (SQLException e) {
            if (e.getErrorCode() == TableText.UNKNOWN_COLLATION) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static RefusedException fault(SQLException fault) {
        return new RefusedException(
                DatabaseFault.codeOf(fault).orElse(ErrorCode.REQUEST_INVALID),
                Refusal.RESYNC_DATABASE.with(String.valueOf(fault.getMessage())),
                fault);
    }
}
