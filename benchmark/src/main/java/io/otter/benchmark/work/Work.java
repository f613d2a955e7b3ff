package io.otter.benchmark.work;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The works that can be measured, by their command line names. */
public enum Work {
    W1_1("1 row per transaction"),
    W1_10("10 rows per transaction"),
    W1_1000("1,000 rows per transaction"),
    W2("updates, inserts and deletes"),
    W4("full copy"),
    W1_COLD("1 row per transaction, all just started"),
    W2_COLD("updates, inserts and deletes, all just started"),
    W3_200("200 transactions per second"),
    W3_1000("1,000 transactions per second"),
    G_BASE("4 tables, 1 pipeline, 1,000 rows per transaction"),
    G_TABLES("40 tables"),
    G_PIPELINES("10 pipelines, each with 4 of 40 tables"),
    G_ROWS("10,000 rows per transaction");

    /** Works that are compared with the first of them. */
    public static final List<Work> GROWTH = List.of(G_BASE, G_TABLES, G_PIPELINES, G_ROWS);

    /** Of each table: more than what a few changes bring into the buffer pool. */
    private static final int COLD_BASE_ROWS = 250_000;

    private final String title;

    Work(String title) {
        this.title = title;
    }

    /** @throws IllegalArgumentException listing the valid names */
    public static Work of(String name) {
        return Arrays.stream(values())
                .filter(work -> work.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no work " + name + "; there are "
                        + Arrays.stream(values()).map(Work::label).collect(Collectors.joining(", "))));
    }

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A description. */
    public String title() {
        return title;
    }

    /** Whether it measures latency rather than throughput. */
    public boolean latency() {
        return transactionsPerSecond() > 0;
    }

    /** Whether rows are copied rather than changes applied. */
    public boolean copy() {
        return this == W4;
    }

    /** Whether the target has just been opened, with an empty buffer pool, and the peer has just started. */
    public boolean cold() {
        return this == W1_COLD || this == W2_COLD;
    }

    /** Whether peers merge changes of a row, so that what they do at the target is less. */
    public boolean mixed() {
        return this == W2 || this == W2_COLD;
    }

    /** Number of pipelines that share the tables. */
    public int pipelines() {
        return this == G_PIPELINES ? 10 : 1;
    }

    /** For latency works; 0 for others. */
    public int transactionsPerSecond() {
        return switch (this) {
            case W3_200 -> 200;
            case W3_1000 -> 1_000;
            default -> 0;
        };
    }

    /**
     * The contents of the source's log; empty for a latency work.
     *
     * @param rows of W1; W2 has two changes for every three of them on 10/3 as many base rows, or on a million of them if
     *     cold; W4 has 20 times as many
     */
    public Backlog backlog(int rows) {
        return switch (this) {
            case W1_1, W1_COLD -> new Inserts(rows, 1);
            case W1_10 -> new Inserts(rows, 10);
            case W1_1000, G_BASE -> new Inserts(rows, 1_000);
            case G_TABLES, G_PIPELINES -> new Inserts(rows, 1_000, 10 * Tables.COUNT);
            case G_ROWS -> new Inserts(rows, 10_000);
            case W4 -> new Copy(20 * rows);
            case W2 -> new Mixed(rows / 15 * 10, rows / 6 * 5);
            case W2_COLD -> new Mixed(rows / 15 * 10, COLD_BASE_ROWS);
            case W3_200, W3_1000 -> new Inserts(0, 1);
        };
    }
}
