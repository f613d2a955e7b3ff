package io.otter.manager.cli;

import io.otter.common.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows the rows at which a channel's pipelines have stopped, or decides about one. */
@Command(
        name = "errors",
        description = "Shows the rows at which a channel's pipelines have stopped, or decides about one.",
        mixinStandardHelpOptions = true)
final class ErrorsCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @ArgGroup
    private @Nullable Decision decision;

    @Spec
    private CommandSpec spec;

    private static final class Decision {
        @Option(
                names = "--retry",
                required = true,
                paramLabel = "ID",
                description = "Start the channel and try this row again.")
        private @Nullable String retry;

        @Option(
                names = "--put-aside",
                required = true,
                paramLabel = "ID",
                description = "Make this row a dead letter and start the channel, which goes on without it.")
        private @Nullable String putAside;

        @Option(
                names = "--stop",
                required = true,
                paramLabel = "ID",
                description = "Stop the channel at this row; nothing is skipped.")
        private @Nullable String stop;

        String id() {
            return String.valueOf(retry != null ? retry : putAside != null ? putAside : stop);
        }

        String choice() {
            return retry != null ? "RETRY" : putAside != null ? "PUT_ASIDE" : "STOP";
        }
    }

    @Override
    public Integer call() {
        ManagerClient client = otterctl.manager().client();
        JsonNode rows;
        if (decision == null) {
            rows = client.get(ManagerClient.channel(channel, "errors"));
        } else {
            String body = new String(Json.write(Map.of("choice", decision.choice())), StandardCharsets.UTF_8);
            rows = client.post(ManagerClient.channel(channel, "errors/" + decision.id()), body);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            out.println(rows);
            return 0;
        }
        if (decision != null) {
            out.println(decision.id() + ": " + decision.choice());
            return 0;
        }
        if (rows.isEmpty()) {
            out.println("no row has stopped a pipeline");
        }
        rows.forEach(row -> print(row, out));
        return 0;
    }

    private static void print(JsonNode row, PrintWriter out) {
        JsonNode data = row.path("row");
        out.println(Table.cell(row.path("id")) + "  " + Table.cell(row.path("pipeline")) + " -> "
                + Table.cell(row.path("target")) + " at " + Table.cell(row.path("position"))
                + (row.path("permittedBy").isNull() ? "" : "  (is put aside)"));
        out.println("  row: " + Table.cell(row.path("kind")) + " " + Table.cell(row.path("targetTable")) + " "
                + (data.isNull() ? "(shown to operators only)" : Table.cell(data.path("key"))));
        for (String image : new String[] {"before", "after", "present"}) {
            if (data.path(image).isObject()) {
                out.println("  " + image + ": " + data.path(image));
            }
        }
        data.path("others").forEach(other -> out.println("  other row: " + other));
        out.println("  error: " + Table.cell(row.path("errorCode"))
                + (row.path("errorText").isNull() ? "" : " " + Table.cell(row.path("errorText"))));
        out.println("  advice: " + Table.cell(row.path("advice")));
    }
}
