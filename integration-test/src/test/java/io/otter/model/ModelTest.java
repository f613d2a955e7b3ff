package io.otter.model;

import org.junit.jupiter.api.Test;

/**
 * One writer, no wish lost, no fault without a record, no page better than the truth: whatever happens to two managers, two
 * nodes, ZooKeeper, the managers' database, the source and the target, in whichever order. The same orders in every build;
 * others with {@code -Dotter.model=10000}, one of them again with {@code -Dotter.model.seed=…}.
 */
class ModelTest {
    private static final int RUNS = 100;
    private static final int STEPS = 120;

    @Test
    void nothingIsLostAndNothingLies() {
        Long given = Long.getLong("otter.model.seed");
        Integer others = Integer.getInteger("otter.model");
        long first = given != null ? given : others != null ? System.nanoTime() : 1;
        int runs = given != null ? 1 : others != null ? others : RUNS;
        for (long seed = first; seed < first + runs; seed++) {
            run(seed);
        }
    }

    static void run(long seed) {
        World world = new World(seed);
        try {
            world.begin();
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.calmsDown();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "-Dotter.model.seed=" + seed + ": " + e + "\n" + String.join("\n", world.history()), e);
        }
    }
}
