package io.otter.node.walk;

import io.otter.common.model.Consistency;
import io.otter.common.model.Order;
import io.otter.common.model.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random tables, transactions and DDL, the same for the same seed. Statements are self-contained texts, so that any of
 * them can be left out; one that fails at the source changes nothing there.
 *
 * @param rowImage of the source's sessions
 * @param metadata what the source logs about tables, if it can
 * @param backlog whether loading starts only after everything has run at the source
 * @param tables the initial tables
 * @param steps in order; the steps of a transaction are adjacent and in one session
 */
record Scenario(
        long seed,
        Modes modes,
        String rowImage,
        String metadata,
        boolean backlog,
        List<RandomTable> tables,
        List<Step> steps) {
    private static final int TRANSACTIONS = 60;

    /** A statement with its session and transaction. */
    record Step(int session, int transaction, String sql) {}

    static Scenario of(long seed, RandomClauses.Grammar grammar) {
        Random random = new Random(seed);
        List<RandomTable> tables = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            tables.add(RandomTable.of(random, "t" + i, tables));
        }
        boolean ddl = random.nextInt(3) > 0;
        int sessions = random.nextBoolean() ? 1 : 2 + random.nextInt(3);
        // MEDIA writes rows in a later state, so unique values may collide that never did at the source.
        boolean media = !ddl && tables.stream().allMatch(RandomTable::isPlain) && random.nextInt(3) == 0;
        Modes modes = Modes.schema("random")
                .with(random.nextBoolean() ? SyncMode.ROW : SyncMode.FIELD)
                .with(media ? Consistency.MEDIA : Consistency.BASE)
                .withEverything(
                        random.nextBoolean() ? 3 : 6_000,
                        random.nextBoolean() ? 1 : 4,
                        seed % 4 == 3 ? Order.RELAXED : Order.SOURCE);
        // A statement generated for a table that another session's DDL should have created omits columns, and MariaDB's
        // log does not record what a REPLACE set them to.
        String rowImage = ddl && sessions > 1
                ? "FULL"
                : List.of("FULL", "FULL", "MINIMAL", "NOBLOB").get(random.nextInt(4));
        boolean backlog = random.nextBoolean();
        List<RandomTable> first = List.copyOf(tables);
        RandomDdl changes = new RandomDdl(random, tables, grammar);
        List<Step> steps = new ArrayList<>();
        for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
            int session = random.nextInt(sessions);
            List<String> statements =
                    ddl && random.nextInt(5) == 0 ? changes.next() : transaction(random, tables, sessions == 1);
            for (String sql : statements) {
                steps.add(new Step(session, transaction, sql));
            }
        }
        return new Scenario(seed, modes, rowImage, seed % 2 == 0 ? "MINIMAL" : "FULL", backlog, first, steps);
    }

    /**
     * @param alone whether no other session runs meanwhile: at the source, which of them came first decides what a cascade
     *     does to a row without a parent, and the log does not tell
     */
    private static List<String> transaction(Random random, List<RandomTable> tables, boolean alone) {
        List<String> statements = new ArrayList<>();
        boolean foreignKeysOff =
                alone && tables.stream().anyMatch(table -> table.reference() != null) && random.nextInt(4) == 0;
        if (foreignKeysOff) {
            statements.add("SET SESSION foreign_key_checks = 0");
        }
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 8 : 2);
        for (int i = 0; i < count; i++) {
            RandomTable table = tables.get(random.nextInt(tables.size()));
            statements.add(table.statement(random));
            switch (random.nextInt(16)) {
                case 0, 1 -> statements.addAll(table.handOver(random));
                case 2 -> statements.addAll(table.exchange(random));
                case 3 -> {
                    statements.add("SAVEPOINT s");
                    statements.add(table.statement(random));
                    statements.add("ROLLBACK TO SAVEPOINT s");
                }
                default -> {}
            }
        }
        if (random.nextInt(25) == 0) {
            statements.add("ROLLBACK");
        }
        if (foreignKeysOff) {
            statements.addAll(RandomTable.orphansGo(tables));
            statements.add("SET SESSION foreign_key_checks = 1");
        }
        return statements;
    }

    int sessions() {
        return 1 + steps.stream().mapToInt(Step::session).max().orElse(0);
    }

    Scenario with(List<Step> others) {
        return new Scenario(seed, modes, rowImage, metadata, backlog, tables, others);
    }

    /** The same statements, one after the other. */
    Scenario inOneSession() {
        return with(steps.stream()
                .map(step -> new Step(0, step.transaction, step.sql))
                .toList());
    }

    /** A script to reproduce it. */
    String script() {
        StringBuilder script = new StringBuilder("-- seed " + seed + ", " + modes.syncMode() + ", "
                + modes.consistency() + ", loadPoolSize " + modes.parameters().loadPoolSize() + ", batchRows "
                + modes.parameters().batchRows() + ", order "
                + modes.parameters().order() + ", binlog_row_image = " + rowImage
                + ", binlog_row_metadata = " + metadata + ", "
                + (backlog ? "loaded afterwards" : "loaded meanwhile") + ", " + sessions() + " sessions\n");
        tables.forEach(table -> script.append(table.create()).append(";\n"));
        int transaction = -1;
        for (Step step : steps) {
            if (step.transaction != transaction) {
                script.append(transaction < 0 ? "" : "COMMIT;\n");
                script.append(sessions() == 1 ? "" : "-- session " + step.session + "\n");
                script.append("BEGIN;\n");
                transaction = step.transaction;
            }
            script.append(step.sql).append(";\n");
        }
        return script.append("COMMIT;\n").toString();
    }
}
