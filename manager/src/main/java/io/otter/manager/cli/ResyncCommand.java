package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

/** Copies existing rows, shows how far that is, and changes it. */
@Command(
        name = "resync",
        description = "Copies the existing rows of a channel's tables while it goes on, or shows and changes copies.",
        mixinStandardHelpOptions = true)
final class ResyncCommand implements Callable<Integer> {
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

    @Option(
            names = "--confirm",
            paramLabel = "CHANNEL",
            description =
                    "The channel's name, which EMPTY_FIRST needs unless --yes is given; a terminal is asked for it.")
    private @Nullable String confirm;

    @Option(names = "--create", description = "Create target tables that are missing.")
    private boolean create;

    @Option(names = "--dry-run", description = "Only show the statements that --create would run.")
    private boolean dryRun;

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

    @Option(
            names = "--free-door",
            description = "Show how far the latest resyncs by retl.retl_buffer are, and the lines that mean no row.")
    private boolean freeDoor;

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
        ChannelRuns runs = new ChannelRuns(otterctl.manager().client(), channel, "resync", "resync");
        Long run = id;
        if (move != null && run == null) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "--pause, --resume and --cancel need --id.");
        }
        if (dryRun) {
            runs.statements(form()).forEach(spec.commandLine().getOut()::println);
            return 0;
        }
        if (freeDoor) {
            List<JsonNode> doors = runs.list("freeDoor");
            if (doors.isEmpty() && !otterctl.manager().json()) {
                spec.commandLine().getOut().println("no free door");
            }
            doors.forEach(this::printFreeDoor);
            return 0;
        }
        if (list) {
            runs.showAll(spec.commandLine().getOut(), otterctl.manager().json(), one -> print(runs, one));
            return 0;
        }
        if (run == null) {
            run = runs.begin(form());
        } else {
            if (move != null) {
                runs.move(run, move.call());
            }
            if (rowsPerSecond != null) {
                runs.change(run, Map.of("rowsPerSecond", rowsPerSecond));
            }
        }
        if (watch) {
            return ChannelRuns.isDone(runs.watch(run, screen(), one -> print(runs, one))) ? 0 : 1;
        }
        print(runs, runs.find(run));
        return 0;
    }

    private Screen screen() {
        return Screen.of(spec.commandLine().getOut(), otterctl.manager());
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
            String what = target.toUpperCase(Locale.ROOT).replace('-', '_');
            form.put("target", what);
            if (what.equals("EMPTY_FIRST")) {
                confirm(form);
            }
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

    private void confirm(Map<String, Object> form) {
        String name = confirm != null
                ? confirm
                : otterctl.manager()
                        .typed(
                                "All rows of the target's tables go first. Type the name of the channel to confirm",
                                channel);
        if (name != null) {
            form.put("confirm", name);
        }
    }

    private void printFreeDoor(JsonNode door) {
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            out.println(door);
            return;
        }
        JsonNode all = door.path("estimatedLines");
        out.println("free door of " + Table.cell(door.path("pipeline")) + "  " + Table.cell(door.path("state")) + "  "
                + door.path("lines").asLong() + (all.isNumber() ? "/" + all.asLong() : "") + " lines, "
                + door.path("rows").asLong() + " rows, " + door.path("bad").asLong() + " bad lines");
        Table bad = new Table("ID", "TABLE", "KEY", "REASON");
        for (JsonNode line : door.path("badLines")) {
            bad.add(
                    Table.cell(line.path("id")),
                    Table.cell(line.path("table")),
                    Table.cell(line.path("key")),
                    Table.cell(line.path("reason")));
        }
        if (!door.path("badLines").isEmpty()) {
            bad.print(out);
        }
        out.flush();
    }

    private void print(ChannelRuns runs, JsonNode run) {
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            out.println(run);
            return;
        }
        runs.print(
                out,
                run,
                new Table("TABLE", "TARGET", "STATE", "PROGRESS", "ROWS", "ROWS/S", "LEFT"),
                one -> new String[] {
                    Table.cell(one.path("source")),
                    Table.cell(one.path("target")),
                    Table.cell(one.path("state")),
                    ChannelRuns.bar(one),
                    one.path("rows").asLong() + "/" + one.path("estimatedRows").asLong(),
                    Table.cell(one.path("rowsPerSecond")),
                    one.path("etaSeconds").isNumber() ? one.path("etaSeconds").asLong() + " s" : "-"
                },
                "error");
    }
}
