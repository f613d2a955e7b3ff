package io.otter.manager.wizard;

import io.otter.common.model.DataMediaSource;
import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The choices made so far; kept in the session.
 *
 * @param from the source server; its id is 0 when it is new
 * @param tables chosen ones, schema and table may be patterns
 * @param schema of the target, empty for the source's
 * @param columns source column to target column by table, unless all are synced; columns not in it are not synced
 */
record Draft(
        DataMediaSource from,
        DataMediaSource to,
        List<TableName> tables,
        String schema,
        Map<TableName, Map<String, String>> columns) {
    static final String PIPELINE = "one-way";

    Draft {
        tables = List.copyOf(tables);
        columns = Map.copyOf(columns);
    }

    static Draft of(DataMediaSource from, DataMediaSource to) {
        return new Draft(from, distinct(to, from), List.of(), "", Map.of());
    }

    Draft withTables(List<TableName> tables, String schema) {
        return new Draft(from, to, tables, schema, Map.of());
    }

    Draft withColumns(Map<TableName, Map<String, String>> columns) {
        return new Draft(from, to, tables, schema, columns);
    }

    TableName target(TableName table) {
        return new TableName(schema.isEmpty() ? table.schema() : schema, table.table());
    }

    /**
     * The document that creates it.
     *
     * @param copy whether existing rows are copied
     * @param password supplies the password in the document for a new server
     */
    Map<String, Object> toSpec(
            String channel, List<String> nodes, boolean copy, Function<DataMediaSource, String> password) {
        String canal = from.name().replaceAll("[/\\s]+", "-") + "-log";
        List<Object> sources = new ArrayList<>();
        for (DataMediaSource server : List.of(from, to)) {
            if (server.id() == 0) {
                sources.add(map(
                        "name", server.name(),
                        "type", server.type().name(),
                        "host", server.host(),
                        "port", server.port(),
                        "username", server.username(),
                        "password", password.apply(server),
                        "options", server.options()));
            }
        }
        List<Object> pairs = new ArrayList<>();
        for (TableName table : tables) {
            TableName target = target(table);
            Map<String, Object> pair = map(
                    "from", map("source", from.name(), "schema", table.schema(), "table", table.table()),
                    "to", map("source", to.name(), "schema", target.schema(), "table", target.table()));
            Map<String, String> chosen = columns.get(table);
            if (chosen != null) {
                pair.put("columns", map("mode", "INCLUDE", "pairs", chosen));
            }
            pairs.add(pair);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        if (!sources.isEmpty()) {
            document.put("sources", sources);
        }
        document.put("canals", List.of(map("name", canal, "source", from.name(), "tsdb", true)));
        Map<String, Object> created = map("name", channel);
        if (copy) {
            created.put("initialCopy", true);
        }
        created.put(
                "pipelines",
                List.of(map("name", PIPELINE, "canal", canal, "select", nodes, "load", nodes, "pairs", pairs)));
        document.put("channels", List.of(created));
        return document;
    }

    /** Two new servers at one address, for different users, need different names. */
    private static DataMediaSource distinct(DataMediaSource to, DataMediaSource from) {
        if (to.id() != 0 || !to.name().equalsIgnoreCase(from.name())) {
            return to;
        }
        return to.username().equals(from.username())
                ? from
                : new DataMediaSource(
                        0,
                        to.name() + " " + to.username(),
                        to.type(),
                        to.host(),
                        to.port(),
                        to.username(),
                        to.password(),
                        to.options());
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }
}
