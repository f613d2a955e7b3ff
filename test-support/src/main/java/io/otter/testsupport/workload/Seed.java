package io.otter.testsupport.workload;

/**
 * What a random test begins with: {@code -Dotter.seed}; with {@code -Dotter.random=true}, as in the long profile, another one
 * each time; else always the same, so that a build that fails does so for what has changed.
 */
public final class Seed {
    private Seed() {}

    /** Prints it. */
    public static long of(Class<?> test) {
        long seed = Long.getLong("otter.seed", Boolean.getBoolean("otter.random") ? System.nanoTime() : 1);
        System.out.println(test.getSimpleName() + ": -Dotter.seed=" + seed);
        return seed;
    }
}
