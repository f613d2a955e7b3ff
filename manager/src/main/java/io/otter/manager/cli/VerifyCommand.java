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
    private static final Set<String> OVER = Set.of("DONE", "FAILED", "CANCELLED");
    private static final int BAR = 20;

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
        ManagerClient client = otterctl.manager().client();
        Long run = id;
        if ((rows || cancel) && run == null) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "--rows and --cancel need --id.");
        }
        if (list) {
            List<JsonNode> runs = new ArrayList<>();
            client.get(ManagerClient.channel(channel, "verify")).path("runs").forEach(runs::add);
            print(runs);
            return 0;
        }
        if (run == null) {
            run = client.post(ManagerClient.channel(channel, "verify"), json(form()))
                    .path("id")
                    .asLong();
        } else if (cancel) {
            client.post(ManagerClient.channel(channel, "verify/" + run + "/cancel"));
        }
        if (rows) {
            printRows(client, run);
            return 0;
        }
        JsonNode shown = watch ? watch(client, run) : find(client, run);
        if (!watch) {
            print(List.of(shown));
        }
        return isEqual(shown) || !OVER.contains(shown.path("state").asString("")) ? 0 : 1;
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
        return run.path("state").asString("").equals("DONE");
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

    private JsonNode watch(ManagerClient client, long run) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            JsonNode one = find(client, run);
            print(List.of(one));
            if (OVER.contains(one.path("state").asString(""))) {
                return one;
            }
            never.await(1, TimeUnit.SECONDS);
        }
    }

    private JsonNode find(ManagerClient client, long run) {
        for (JsonNode one : client.get(ManagerClient.channel(channel, "verify")).path("runs")) {
            if (one.path("id").asLong() == run) {
                return one;
            }
        }
        throw new OtterException(ErrorCode.NOT_FOUND, channel + " has no comparison " + run + ".");
    }

    private void print(List<JsonNode> runs) {
        PrintWriter out = spec.commandLine().getOut();
        if (otterctl.manager().json()) {
            runs.forEach(out::println);
            return;
        }
        for (JsonNode run : runs) {
            String error = run.path("error").asString("");
            out.println("verify " + run.path("id").asLong() + "  " + Table.cell(run.path("state"))
                    + (error.isEmpty() ? "" : "  " + error));
            Table table = new Table("TABLE", "TARGET", "STATE", "PROGRESS", "ROWS", "MISSING", "EXTRA", "DIFFERENT");
            List<String> notes = new ArrayList<>();
            for (JsonNode one : run.path("tables")) {
                table.add(
                        Table.cell(one.path("source")),
                        Table.cell(one.path("target")),
                        Table.cell(one.path("state")),
                        bar(one),
                        Table.cell(one.path("rows")),
                        Table.cell(one.path("missing")),
                        Table.cell(one.path("extra")),
                        Table.cell(one.path("different")));
                String note = one.path("note").asString("");
                if (!note.isEmpty()) {
                    notes.add(Table.cell(one.path("source")) + ": " + note);
                }
            }
            table.print(out);
            notes.forEach(out::println);
        }
        out.flush();
    }

    private void printRows(ManagerClient client, long run) {
        PrintWriter out = spec.commandLine().getOut();
        boolean more = true;
        for (int page = 0; more; page++) {
            JsonNode found = client.get(ManagerClient.channel(channel, "verify/" + run + "/rows") + "?page=" + page
                    + (kind == null ? "" : "&kind=" + kind.toUpperCase(Locale.ROOT)));
            for (JsonNode row : found.path("rows")) {
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
