package io.otter.node.walk;

import io.otter.common.model.Consistency;
import io.otter.common.model.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random tables and transactions, the same for the same seed. Statements are texts that depend on nothing, so that any of them
 * can be left out; one that fails at the source changes nothing there.
 *
 * @param rowImage of the source's session
 * @param steps in order; a transaction's steps are neighbours
 */
record Scenario(long seed, Modes modes, String rowImage, List<RandomTable> tables, List<Step> steps) {
    private static final int TRANSACTIONS = 60;

    /** A statement, and the transaction that it is in. */
    record Step(int transaction, String sql) {}

    static Scenario of(long seed) {
        Random random = new Random(seed);
        List<RandomTable> tables = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            tables.add(RandomTable.of(random, "t" + i, tables));
        }
        // MEDIA writes rows as they are later, so that unique values may meet that never met at the source.
        boolean media = tables.stream().allMatch(RandomTable::isPlain) && random.nextInt(3) == 0;
        Modes modes = Modes.schema("random")
                .with(random.nextBoolean() ? SyncMode.ROW : SyncMode.FIELD)
                .with(media ? Consistency.MEDIA : Consistency.BASE);
        String rowImage = List.of("FULL", "FULL", "MINIMAL", "NOBLOB").get(random.nextInt(4));
        List<Step> steps = new ArrayList<>();
        for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
            int statements = 1 + random.nextInt(random.nextInt(5) == 0 ? 8 : 2);
            for (int i = 0; i < statements; i++) {
                RandomTable table = tables.get(random.nextInt(tables.size()));
                steps.add(new Step(transaction, table.statement(random)));
                if (random.nextInt(8) == 0) {
                    for (String sql : table.handOver(random)) {
                        steps.add(new Step(transaction, sql));
                    }
                }
            }
            if (random.nextInt(25) == 0) {
                steps.add(new Step(transaction, "ROLLBACK"));
            }
        }
        return new Scenario(seed, modes, rowImage, tables, steps);
    }

    Scenario with(List<Step> others) {
        return new Scenario(seed, modes, rowImage, tables, others);
    }

    /** What somebody types to see it happen. */
    String script() {
        StringBuilder script = new StringBuilder("-- seed " + seed + ", " + modes.syncMode() + ", "
                + modes.consistency() + ", binlog_row_image = " + rowImage + "\n");
        tables.forEach(table -> script.append(table.create()).append(";\n"));
        int transaction = -1;
        for (Step step : steps) {
            if (step.transaction != transaction) {
                script.append(transaction < 0 ? "BEGIN;\n" : "COMMIT; BEGIN;\n");
                transaction = step.transaction;
            }
            script.append(step.sql).append(";\n");
        }
        return script.append("COMMIT;\n").toString();
    }
}
