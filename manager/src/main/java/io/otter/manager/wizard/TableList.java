package io.otter.manager.wizard;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.NamePattern;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.control.ControlTable;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The tables of a server, for forms. Thread-safe. */
@Component
public final class TableList {
    /** A longer list would be of no use on a page. */
    static final int MOST = 300;

    private static final NamePattern ALL = NamePattern.parse(".*");

    private final DatabaseConnector connector;
    private final TableCatalog catalog = new TableCatalog();

    TableList(DatabaseConnector connector) {
        this.connector = connector;
    }

    /**
     * A table to select.
     *
     * @param rows the server's estimate, negative when it has none
     * @param keyed whether its rows can be identified
     */
    record Row(TableName name, long rows, boolean keyed) {
        /** {@code schema.table}, as sent by the form. */
        public String text() {
            return TableList.text(name);
        }
    }

    static String text(TableName name) {
        return name.schema() + "." + name.table();
    }

    /** @param more number of further tables that match the filter */
    record Page(List<Row> rows, int more, List<String> schemas) {}

    /** The tables whose {@code schema.table} contains this text, ignoring case. */
    Page find(DataMediaSource server, String filter) {
        String wanted = filter.toLowerCase(Locale.ROOT);
        return ask(server, connection -> {
            List<TableName> all = catalog.list(connection, ALL, ALL).stream()
                    .filter(name -> !name.schema().equalsIgnoreCase(ControlTable.SCHEMA))
                    .toList();
            List<TableName> found = all.stream()
                    .filter(name -> text(name).toLowerCase(Locale.ROOT).contains(wanted))
                    .toList();
            List<TableName> shown = found.subList(0, Math.min(MOST, found.size()));
            Map<TableName, TableMeta> metas = catalog.load(connection, shown);
            Map<TableName, Long> estimates = estimates(connection);
            List<Row> rows = shown.stream()
                    .map(name -> new Row(
                            name,
                            estimates.getOrDefault(name, -1L),
                            Optional.ofNullable(metas.get(name))
                                    .map(meta -> !meta.identity().isEmpty())
                                    .orElse(false)))
                    .toList();
            return new Page(
                    rows,
                    found.size() - shown.size(),
                    all.stream().map(TableName::schema).distinct().toList());
        });
    }

    /**
     * The tables that match the patterns now.
     *
     * @throws OtterException if the server cannot be reached or refuses
     */
    public List<TableName> matching(DataMediaSource server, NamePattern schema, NamePattern table) {
        return ask(server, connection -> catalog.list(connection, schema, table));
    }

    /** The schemas of a server that have tables. */
    List<String> schemas(DataMediaSource server) {
        return ask(
                server,
                connection -> catalog.list(connection, ALL, ALL).stream()
                        .map(TableName::schema)
                        .distinct()
                        .toList());
    }

    /** By requested name, without tables that do not exist. Throws as {@link #matching}. */
    public Map<TableName, TableMeta> load(DataMediaSource server, Collection<TableName> names) {
        return ask(server, connection -> catalog.load(connection, names));
    }

    private static Map<TableName, Long> estimates(Connection connection) throws SQLException {
        Map<TableName, Long> estimates = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ROWS FROM information_schema.TABLES"
                                + " WHERE TABLE_ROWS IS NOT NULL");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                estimates.put(new TableName(rows.getString(1), rows.getString(2)), rows.getLong(3));
            }
        }
        return estimates;
    }

    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(DataMediaSource server, Question<T> question) {
        try (Connection connection = connector.open(server, Purpose.LOOKUP)) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw new RefusedException(
                    ErrorCode.DATABASE_UNREACHABLE,
                    Refusal.SERVER_SAYS.with(server.name(), String.valueOf(e.getMessage())),
                    e);
        }
    }
}
