package io.otter.benchmark.work;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The tables that are synced: those of sysbench, one whose row marks the end, and one for latencies. */
public final class Tables {
    public static final int COUNT = 4;
    public static final String SCHEMA = "bench";
    /** Its only row is the last transaction of a backlog. */
    public static final String MARKER = "bench.marker";

    public static final String HEARTBEAT = "bench.hb";

    private Tables() {}

    /** @param table from 1 */
    public static String name(int table) {
        return "bench.sbtest" + table;
    }

    /** All tables, with their schema. @param tables number of sysbench tables */
    public static List<String> names(int tables) {
        List<String> names = new ArrayList<>(List.of(MARKER, HEARTBEAT));
        IntStream.rangeClosed(1, tables).mapToObj(Tables::name).forEach(names::add);
        return names;
    }

    /** Statements that create what is missing. @param tables number of sysbench tables */
    public static List<String> definitions(int tables) {
        List<String> statements = new ArrayList<>();
        statements.add("CREATE DATABASE IF NOT EXISTS bench CHARACTER SET utf8mb4");
        for (int table = 1; table <= tables; table++) {
            statements.add("CREATE TABLE IF NOT EXISTS " + name(table)
                    + " (id BIGINT NOT NULL PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL, pad CHAR(60) NOT NULL,"
                    + " KEY k_" + table + " (k)) ENGINE=InnoDB");
        }
        statements.add("CREATE TABLE IF NOT EXISTS " + MARKER + " (id BIGINT NOT NULL PRIMARY KEY) ENGINE=InnoDB");
        statements.add("CREATE TABLE IF NOT EXISTS " + HEARTBEAT
                + " (id BIGINT NOT NULL PRIMARY KEY, note VARCHAR(60) NOT NULL) ENGINE=InnoDB");
        return statements;
    }
}
