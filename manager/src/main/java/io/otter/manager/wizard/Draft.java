package io.otter.manager.wizard;

import io.otter.common.model.DataMediaSource;
import io.otter.database.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

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
     * @param newCanal whether the canal is not there yet
     * @param copy whether existing rows are copied
     * @param password supplies the password in the document for a new server
     */
    Map<String, Object> toSpec(
            MadeNames names,
            boolean newCanal,
            List<String> nodes,
            boolean copy,
            Function<DataMediaSource, String> password) {
        Map<String, Object> sources = new LinkedHashMap<>();
        Stream.of(Map.entry(names.from(), from), Map.entry(names.to(), to))
                .filter(named -> named.getValue().id() == 0)
                .forEach(named -> sources.put(named.getKey(), source(named.getKey(), named.getValue(), password)));
        Map<String, Object> document = new LinkedHashMap<>();
        if (!sources.isEmpty()) {
            document.put("sources", List.copyOf(sources.values()));
        }
        if (newCanal) {
            document.put("canals", List.of(map("name", names.canal(), "source", names.from(), "tsdb", true)));
        }
        Map<String, Object> channel = map("name", names.channel());
        if (copy) {
            channel.put("initialCopy", true);
        }
        List<Map<String, Object>> pairs =
                tables.stream().map(table -> pair(table, names)).toList();
        channel.put(
                "pipelines",
                List.of(map(
                        "name",
                        names.pipeline(),
                        "canal",
                        names.canal(),
                        "select",
                        nodes,
                        "load",
                        nodes,
                        "pairs",
                        pairs)));
        document.put("channels", List.of(channel));
        return document;
    }

    private static Map<String, Object> source(
            String name, DataMediaSource server, Function<DataMediaSource, String> password) {
        return map(
                "name", name,
                "type", server.type().name(),
                "host", server.host(),
                "port", server.port(),
                "username", server.username(),
                "password", password.apply(server),
                "options", server.options());
    }

    private Map<String, Object> pair(TableName table, MadeNames names) {
        TableName target = target(table);
        Map<String, Object> pair = map(
                "from", map("source", names.from(), "schema", table.schema(), "table", table.table()),
                "to", map("source", names.to(), "schema", target.schema(), "table", target.table()));
        Map<String, String> chosen = columns.get(table);
        if (chosen != null) {
            pair.put("columns", map("mode", "INCLUDE", "pairs", chosen));
        }
        return pair;
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
