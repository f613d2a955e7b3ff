package io.otter.manager.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows one channel, or all. */
@Command(name = "status", description = "Shows the status of channels.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int WATCH_SECONDS = 2;

    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(
            paramLabel = "CHANNEL",
            descriptionKey = "CHANNEL",
            arity = "0..1",
            description = "All channels if not given.")
    private @Nullable String channel;

    @Option(
            names = {"-w", "--watch"},
            description = "Repeat every 2 seconds until interrupted or not read any more; on a terminal in place.")
    private boolean watch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        ManagerClient client = otterctl.manager().client();
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.of(out, otterctl.manager());
        CountDownLatch never = new CountDownLatch(1);
        do {
            StringWriter shown = new StringWriter();
            show(client, new PrintWriter(shown));
            if (watch) {
                screen.redraw();
            }
            out.print(shown);
        } while (watch && !screen.isGone() && !never.await(WATCH_SECONDS, TimeUnit.SECONDS));
        return 0;
    }

    private void show(ManagerClient client, PrintWriter out) {
        List<JsonNode> channels = new ArrayList<>();
        if (channel == null) {
            JsonNode list = client.get("channels");
            list.forEach(one -> channels.add(
                    client.get(ManagerClient.channel(one.path("name").asString(""), "status"))));
        } else {
            channels.add(client.get(ManagerClient.channel(channel, "status")));
        }
        if (otterctl.manager().json()) {
            out.println(channel == null ? channels.toString() : channels.get(0).toString());
            return;
        }
        Table table = new Table(
                "CHANNEL",
                "STATUS",
                "PIPELINE",
                "STATE",
                "MAINSTEM",
                "DELAY",
                "ROWS/S",
                "IN FLIGHT",
                "LAST HEARD",
                "POSITION");
        List<String> remarks = new ArrayList<>();
        channels.forEach(one -> add(one, table, remarks));
        table.print(out);
        remarks.forEach(out::println);
    }

    private static void add(JsonNode status, Table table, List<String> remarks) {
        String name = Table.cell(status.path("name"));
        String wanted = Table.cell(status.path("status"));
        String reason = status.path("reason").asString("");
        if (!reason.isEmpty()) {
            remarks.add(name + ": " + reason);
        }
        String recovery = status.path("recovery").path("text").asString("");
        if (!recovery.isEmpty()) {
            remarks.add(name + ": " + recovery);
        }
        JsonNode pipelines = status.path("pipelines");
        if (pipelines.isEmpty()) {
            table.add(name, wanted, "-", "-", "-", "-", "-", "-", "-", "-");
        }
        for (JsonNode pipeline : pipelines) {
            table.add(
                    name,
                    wanted,
                    Table.cell(pipeline.path("name")),
                    state(pipeline),
                    mainstem(pipeline.path("mainstem")),
                    delay(pipeline.path("delayMillis")),
                    Table.cell(pipeline.path("rowsPerSecond")),
                    inFlight(pipeline.path("inFlight")),
                    Table.cell(pipeline.path("lastHeard")),
                    position(pipeline.path("position")));
            String error = error(pipeline.path("lastError"));
            if (!error.isEmpty()) {
                remarks.add(Table.cell(pipeline.path("name")) + ": " + error);
            }
        }
    }

    private static String state(JsonNode pipeline) {
        return pipeline.path("health")
                .path("state")
                .asString("-")
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }

    private static String mainstem(JsonNode mainstem) {
        return mainstem.path("node").asString(Table.cell(mainstem.path("nid")));
    }

    static String position(JsonNode position) {
        String file = position.path("file").asString("");
        return file.isEmpty() ? Table.cell(position.path("gtidSet")) : file + ":" + Table.cell(position.path("offset"));
    }

    private static String delay(JsonNode millis) {
        return millis.isNumber() ? millis.asLong() + " ms" : "-";
    }

    private static String inFlight(JsonNode processes) {
        return processes.isArray() ? String.valueOf(processes.size()) : "-";
    }

    private static String error(JsonNode error) {
        return error.isObject()
                ? Table.cell(error.path("code")) + ": " + Table.cell(error.path("message")) + " "
                        + error.path("advice").asString("")
                : "";
    }
}
