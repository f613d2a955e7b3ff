package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A channel's copies or comparisons.
 *
 * @param call the last part of their path
 * @param what one is called
 */
record ChannelRuns(ManagerClient client, String channel, String call, String what) {
    private static final Set<String> OVER = Set.of("DONE", "FAILED", "CANCELLED");
    private static final int BAR = 20;

    /** @return its id */
    long begin(Map<String, ?> form) {
        return client.post(path(""), json(form)).path("id").asLong();
    }

    /** What a run with this form would make. */
    List<String> statements(Map<String, ?> form) {
        List<String> statements = new ArrayList<>();
        client.post(path("/statements"), json(form))
                .path("statements")
                .forEach(one -> statements.add(one.asString() + ";"));
        return statements;
    }

    List<JsonNode> list() {
        return list("runs");
    }

    /** Another list in the same answer. */
    List<JsonNode> list(String field) {
        List<JsonNode> items = new ArrayList<>();
        client.get(path("")).path(field).forEach(items::add);
        return items;
    }

    /** Shows all of them, or that there is none. */
    void showAll(PrintWriter out, boolean json, Consumer<JsonNode> shown) {
        List<JsonNode> all = list();
        if (all.isEmpty() && !json) {
            out.println("no " + what);
        }
        all.forEach(shown);
    }

    /** @throws OtterException with NOT_FOUND */
    JsonNode find(long id) {
        return list().stream()
                .filter(one -> one.path("id").asLong() == id)
                .findFirst()
                .orElseThrow(
                        () -> new OtterException(ErrorCode.NOT_FOUND, channel + " has no " + what + " " + id + "."));
    }

    void move(long id, String move) {
        client.post(path("/" + id + "/" + move));
    }

    void change(long id, Map<String, ?> form) {
        client.patch(path("/" + id), json(form));
    }

    /** Shows a run every second until it is over or nobody looks any more. @return as it was last */
    JsonNode watch(long id, Screen screen, Consumer<JsonNode> shown) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            JsonNode run = find(id);
            screen.redraw();
            shown.accept(run);
            if (isOver(run) || screen.isGone()) {
                return run;
            }
            never.await(1, TimeUnit.SECONDS);
        }
    }

    static boolean isOver(JsonNode run) {
        return OVER.contains(run.path("state").asString(""));
    }

    static boolean isDone(JsonNode run) {
        return run.path("state").asString("").equals("DONE");
    }

    /** @param note the field of a table that says what is wrong with it */
    void print(PrintWriter out, JsonNode run, Table table, Function<JsonNode, String[]> cells, String note) {
        String error = run.path("error").asString("");
        out.println(call + " " + run.path("id").asLong() + "  " + Table.cell(run.path("state"))
                + (error.isEmpty() ? "" : "  " + error));
        List<String> notes = new ArrayList<>();
        for (JsonNode one : run.path("tables")) {
            table.add(cells.apply(one));
            String why = one.path(note).asString("");
            if (!why.isEmpty()) {
                notes.add(Table.cell(one.path("source")) + ": " + why);
            }
        }
        table.print(out);
        notes.forEach(out::println);
        out.flush();
    }

    static String bar(JsonNode table) {
        long all = table.path("estimatedRows").asLong();
        long percent = isDone(table)
                ? 100
                : all == 0 ? 0 : Math.min(99, table.path("rows").asLong() * 100 / all);
        int full = (int) (percent * BAR / 100);
        return "#".repeat(full) + ".".repeat(BAR - full) + " " + percent + " %";
    }

    private String path(String rest) {
        return ManagerClient.channel(channel, call + rest);
    }

    private static String json(Map<String, ?> body) {
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }
}
