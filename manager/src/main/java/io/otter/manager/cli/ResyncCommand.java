package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Copies existing rows, shows how far that is, and changes it. */
@Command(
        name = "resync",
        description = "Copies the existing rows of a channel's tables while it goes on, or shows and changes copies.",
        mixinStandardHelpOptions = true)
final class ResyncCommand implements Callable<Integer> {
    private static final Set<String> OVER = Set.of("DONE", "FAILED", "CANCELLED");
    private static final int BAR = 20;

    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Option(names = "--pair", paramLabel = "TABLE", description = "Only these source tables, e.g. shop.user.")
    private List<String> pairs = new ArrayList<>();

    @Option(names = "--where", paramLabel = "SQL", description = "Only rows that meet this condition.")
    private @Nullable String where;

    @Option(
            names = "--target",
            paramLabel = "WHAT",
            description = "Rows that the target has: UPSERT (default), EMPTY_FIRST or REFUSE.")
    private @Nullable String target;

    @Option(names = "--create", description = "Create target tables that are missing.")
    private boolean create;

    @Option(names = "--rows-per-second", paramLabel = "N", description = "Limit; with --id, of a copy that runs.")
    private @Nullable Long rowsPerSecond;

    @Option(names = "--parallelism", paramLabel = "N", description = "How many tables are read at the same time (2).")
    private @Nullable Integer parallelism;

    @Option(
            names = {"-w", "--watch"},
            description = "Show the progress until the copy is over; exit with 1 if it fails.")
    private boolean watch;

    @Option(names = "--id", description = "A copy that has begun, to show or to change.")
    private @Nullable Long id;

    @Option(names = "--list", description = "Show the copies of the channel.")
    private boolean list;

    @ArgGroup
    private @Nullable Move move;

    @Spec
    private CommandSpec spec;

    private static final class Move {
        @Option(names = "--pause", required = true, description = "Pause the copy with --id.")
        private boolean pause;

        @Option(names = "--resume", required = true, description = "Resume the copy with --id.")
        private boolean resume;

        @Option(names = "--cancel", required = true, description = "Cancel the copy with --id.")
        private boolean cancel;

        String call() {
            return pause ? "pause" : resume ? "resume" : "cancel";
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        ManagerClient client = otterctl.manager().client();
        Long run = id;
        if (move != null && run == null) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "--pause, --resume and --cancel need --id.");
        }
        if (list) {
            return show(client, null);
        }
        if (run != null) {
            if (move != null) {
                client.post(ManagerClient.channel(channel, "resync/" + run + "/" + move.call()));
            }
            if (rowsPerSecond != null) {
                client.patch(
                        ManagerClient.channel(channel, "resync/" + run), json(Map.of("rowsPerSecond", rowsPerSecond)));
            }
        } else {
            run = client.post(ManagerClient.channel(channel, "resync"), json(form()))
                    .path("id")
                    .asLong();
        }
        return watch ? watch(client, run) : show(client, run);
    }

    private Map<String, Object> form() {
        Map<String, Object> form = new LinkedHashMap<>();
        if (!pairs.isEmpty()) {
            form.put("pairs", pairs);
        }
        if (where != null) {
            form.put("where", where);
        }
        if (target != null) {
            form.put("target", target.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
        form.put("create", create);
        if (rowsPerSecond != null) {
            form.put("rowsPerSecond", rowsPerSecond);
        }
        if (parallelism != null) {
            form.put("parallelism", parallelism);
        }
        return form;
    }

    private int watch(ManagerClient client, long run) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            JsonNode one = find(client, run);
            String state = one.path("state").asString("");
            print(List.of(one));
            if (OVER.contains(state)) {
                return state.equals("DONE") ? 0 : 1;
            }
            never.await(1, TimeUnit.SECONDS);
        }
    }

    private int show(ManagerClient client, @Nullable Long run) {
        List<JsonNode> runs = new ArrayList<>();
        if (run == null) {
            client.get(ManagerClient.channel(channel, "resync")).path("runs").forEach(runs::add);
        } else {
            runs.add(find(client, run));
        }
        print(runs);
        return 0;
    }

    private JsonNode find(ManagerClient client, long run) {
        for (JsonNode one : client.get(ManagerClient.channel(channel, "resync")).path("runs")) {
            if (one.path("id").asLong() == run) {
                return one;
            }
        }
        throw new OtterException(ErrorCode.NOT_FOUND, channel + " has no resync " + run + ".");
    }

    private void print(List<JsonNode> runs) {
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            runs.forEach(out::println);
            return;
        }
        for (JsonNode run : runs) {
            String error = run.path("error").asString("");
            out.println("resync " + run.path("id").asLong() + "  " + Table.cell(run.path("state"))
                    + (error.isEmpty() ? "" : "  " + error));
            Table table = new Table("TABLE", "TARGET", "STATE", "PROGRESS", "ROWS", "ROWS/S", "LEFT");
            List<String> errors = new ArrayList<>();
            for (JsonNode one : run.path("tables")) {
                table.add(
                        Table.cell(one.path("source")),
                        Table.cell(one.path("target")),
                        Table.cell(one.path("state")),
                        bar(one),
                        one.path("rows").asLong() + "/"
                                + one.path("estimatedRows").asLong(),
                        Table.cell(one.path("rowsPerSecond")),
                        one.path("etaSeconds").isNumber()
                                ? one.path("etaSeconds").asLong() + " s"
                                : "-");
                String why = one.path("error").asString("");
                if (!why.isEmpty()) {
                    errors.add(Table.cell(one.path("source")) + ": " + why);
                }
            }
            table.print(out);
            errors.forEach(out::println);
        }
        out.flush();
    }

    private static String bar(JsonNode table) {
        long all = table.path("estimatedRows").asLong();
        long percent = table.path("state").asString("").equals("DONE")
                ? 100
                : all == 0 ? 0 : Math.min(99, table.path("rows").asLong() * 100 / all);
        int full = (int) (percent * BAR / 100);
        return "#".repeat(full) + ".".repeat(BAR - full) + " " + percent + " %";
    }

    private static String json(Map<String, ?> body) {
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }
}
