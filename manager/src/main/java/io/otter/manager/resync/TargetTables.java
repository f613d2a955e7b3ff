package io.otter.manager.resync;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.PairTarget;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableName;
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
import org.springframework.stereotype.Component;

/** Makes the target tables of a copy that are missing, and looks whether those that are there are empty. Thread-safe. */
@Component
final class TargetTables {
    private static final int NO_SUCH_TABLE = 1146;
    private static final int NO_SUCH_DATABASE = 1049;

    private final DatabaseConnector connector;

    TargetTables(DatabaseConnector connector) {
        this.connector = connector;
    }

    private record Mapped(MediaPair pair, TableName source) {}

    private interface Missing {
        void table(Connection target, TableName name, TableText text) throws SQLException;
    }

    /** Makes the missing target tables like their source tables, with the columns of the pair. */
    void create(PipelineConfig pipeline, List<MediaPair> pairs) {
        missing(pipeline, pairs, TargetTables::create);
    }

    /** The statements that do so, but for collations that a target does not know. */
    List<String> statements(PipelineConfig pipeline, List<MediaPair> pairs) {
        List<String> statements = new ArrayList<>();
        missing(pipeline, pairs, (target, name, text) -> statements.add(text.create(name)));
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
                            missing.table(target, one.getKey(), text(source, one.getValue()));
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw fault(e);
        }
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
            if (e.getErrorCode() == NO_SUCH_TABLE || e.getErrorCode() == NO_SUCH_DATABASE) {
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
                target.ifPresent(name -> targets.putIfAbsent(name, new Mapped(pair, table)));
            }
        }
        return targets;
    }

    private static TableText text(Connection source, Mapped from) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery(
                        "SHOW CREATE TABLE " + from.source().quoted())) {
            row.next();
            return new TableText(row.getString(2), from.pair().columns());
        }
    }

    private static void create(Connection target, TableName name, TableText text) throws SQLException {
        try (Statement statement = target.createStatement()) {
            // What a definition may hold that sessions of today refuse, such as zero dates as defaults.
            statement.execute("SET SESSION sql_mode = ''");
            statement.execute("CREATE DATABASE IF NOT EXISTS " + SqlNames.quote(name.schema()));
            Optional<String> unknown = tried(statement, text.create(name));
            for (String collation : TableText.COLLATIONS) {
                if (unknown.isEmpty()) {
                    return;
                }
                unknown = tried(statement, text.withCollation(collation).create(name));
            }
            if (unknown.isPresent()) {
                throw new SQLException(unknown.get());
            }
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
