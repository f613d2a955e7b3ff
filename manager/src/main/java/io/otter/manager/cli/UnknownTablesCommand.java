package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows the tables whose columns are unknown to a channel's pipelines, or has their present definitions taken. */
@Command(
        name = "unknown-tables",
        description = {
            "Shows the tables at which pipelines stopped with SCHEMA_UNKNOWN, or goes on with their present definitions.",
            "Rows may then arrive in the wrong columns or not at all: resync the table afterwards."
        },
        mixinStandardHelpOptions = true)
final class UnknownTablesCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Option(
            names = "--take-present",
            paramLabel = "SCHEMA.TABLE",
            description = "Take the present definition of this table and start the channel.")
    private @Nullable String table;

    @Option(names = "--pipeline", description = "Whose table; not needed if only one pipeline waits there.")
    private @Nullable String pipeline;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        JsonNode tables = client.get(ManagerClient.channel(channel, "unknown-tables"));
        if (table != null) {
            JsonNode chosen = chosen(tables, table);
            Map<String, String> body = Map.of(
                    "pipeline", chosen.path("pipeline").asString(""),
                    "schema", chosen.path("schema").asString(""),
                    "table", chosen.path("table").asString(""));
            tables = client.post(
                    ManagerClient.channel(channel, "unknown-tables/take-present"),
                    new String(Json.write(body), StandardCharsets.UTF_8));
        }
        if (otterctl.manager().json()) {
            spec.commandLine().getOut().println(tables);
            return 0;
        }
        if (tables.isEmpty()) {
            spec.commandLine().getOut().println("no unknown table has stopped a pipeline");
        }
        for (JsonNode one : tables) {
            spec.commandLine()
                    .getOut()
                    .println(Table.cell(one.path("pipeline")) + "  " + name(one) + " at "
                            + Table.cell(one.path("position"))
                            + (one.path("permitted").asBoolean(false) ? "  (its present definition is taken)" : ""));
            spec.commandLine().getOut().println("  reason: " + Table.cell(one.path("reason")));
        }
        return 0;
    }

    private JsonNode chosen(JsonNode tables, String wanted) {
        List<JsonNode> found = StreamSupport.stream(tables.spliterator(), false)
                .filter(one -> name(one).equals(wanted)
                        && (pipeline == null
                                || pipeline.equals(one.path("pipeline").asString(""))))
                .toList();
        if (found.size() != 1) {
            throw new OtterException(
                    ErrorCode.NOT_FOUND,
                    found.isEmpty()
                            ? "no pipeline of " + channel + " has stopped at " + wanted + "."
                            : found.size() + " pipelines have stopped at " + wanted + "; choose one with --pipeline.");
        }
        return found.get(0);
    }

    private static String name(JsonNode table) {
        return table.path("schema").asString("") + "." + table.path("table").asString("");
    }
}
