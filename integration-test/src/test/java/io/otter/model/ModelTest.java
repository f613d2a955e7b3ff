package io.otter.model;

import org.junit.jupiter.api.Test;

/**
 * One writer, no wish lost, no fault without a record, no page better than the truth: whatever happens to two managers, two
 * nodes, ZooKeeper, the managers' database, the source and the target, in whichever order. {@code -Dotter.model=10000} for the
 * long run, {@code -Dotter.model.seed=…} for one.
 */
class ModelTest {
    private static final int RUNS = Integer.getInteger("otter.model", 100);
    private static final int STEPS = 120;

    @Test
    void nothingIsLostAndNothingLies() {
        Long given = Long.getLong("otter.model.seed");
        long first = given == null ? System.nanoTime() : given;
        for (long seed = first; seed < first + (given == null ? RUNS : 1); seed++) {
            run(seed);
        }
    }

    static void run(long seed) {
        World world = new World(seed);
        try {
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
