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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Compares both sides of a channel, and shows what was found. */
@Command(
        name = "verify",
        description = "Compares both sides of a channel's tables while it goes on; exits with 1 if they are not equal.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Parameters(paramLabel = "CHANNEL")
    private String channel;

    @Option(names = "--pair", paramLabel = "TABLE", description = "Only these source tables, e.g. shop.user.")
    private List<String> pairs = new ArrayList<>();

    @Option(names = "--where", paramLabel = "SQL", description = "Only rows that meet this condition on either side.")
    private @Nullable String where;

    @Option(
            names = {"-w", "--watch"},
            description = "Show the progress until the comparison is over.")
    private boolean watch;

    @Option(names = "--id", description = "A comparison that has begun, to show.")
    private @Nullable Long id;

    @Option(names = "--list", description = "Show the comparisons of the channel.")
    private boolean list;

    @Option(names = "--rows", description = "Show the rows that the comparison with --id found.")
    private boolean rows;

    @Option(names = "--kind", paramLabel = "KIND", description = "With --rows: only MISSING, EXTRA or DIFFERENT ones.")
    private @Nullable String kind;

    @Option(names = "--cancel", description = "Cancel the comparison with --id.")
    private boolean cancel;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        ChannelRuns runs = new ChannelRuns(otterctl.manager().client(), channel, "verify", "comparison");
        Long run = id;
        if ((rows || cancel) && run == null) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "--rows and --cancel need --id.");
        }
        if (list) {
            runs.showAll(spec.commandLine().getOut(), otterctl.manager().json(), one -> print(runs, one));
            return 0;
        }
        if (run == null) {
            run = runs.begin(form());
        } else if (cancel) {
            runs.move(run, "cancel");
        }
        if (rows) {
            printRows(runs.client(), run);
            return 0;
        }
        JsonNode shown = watch ? runs.watch(run, screen(), one -> print(runs, one)) : runs.find(run);
        if (!watch) {
            print(runs, shown);
        }
        return isEqual(shown) || !ChannelRuns.isOver(shown) ? 0 : 1;
    }

    private static boolean isEqual(JsonNode run) {
        for (JsonNode table : run.path("tables")) {
            if (table.path("missing").asLong()
                            + table.path("extra").asLong()
                            + table.path("different").asLong()
                    > 0) {
                return false;
            }
        }
        return ChannelRuns.isDone(run);
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
        return form;
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
                new Table("TABLE", "TARGET", "STATE", "PROGRESS", "ROWS", "MISSING", "EXTRA", "DIFFERENT", "KNOWN"),
                one -> new String[] {
                    Table.cell(one.path("source")),
                    Table.cell(one.path("target")),
                    Table.cell(one.path("state")),
                    ChannelRuns.bar(one),
                    Table.cell(one.path("rows")),
                    Table.cell(one.path("missing")),
                    Table.cell(one.path("extra")),
                    Table.cell(one.path("different")),
                    Table.cell(one.path("known"))
                },
                "note");
    }

    private void printRows(ManagerClient client, long run) {
        PrintWriter out = spec.commandLine().getOut();
        boolean more = true;
        boolean any = false;
        for (int page = 0; more; page++) {
            JsonNode found = client.get(ManagerClient.channel(channel, "verify/" + run + "/rows") + "?page=" + page
                    + (kind == null ? "" : "&kind=" + kind.toUpperCase(Locale.ROOT)));
            for (JsonNode row : found.path("rows")) {
                any = true;
                if (otterctl.manager().json()) {
                    out.println(row);
                } else {
                    out.println(Table.cell(row.path("kind")) + "  " + Table.cell(row.path("targetTable")) + "  "
                            + Table.cell(row.path("key")));
                    out.println("  source " + row.path("source"));
                    out.println("  target " + row.path("target"));
                }
            }
            more = found.path("more").asBoolean();
        }
        if (!any && !otterctl.manager().json()) {
            out.println("no row differs");
        }
        out.flush();
    }
}
