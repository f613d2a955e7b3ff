package io.otter.benchmark.work;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws ids from 1 to {@code count}: the id of rank r has a probability proportional to 1/r^exponent. */
final class ZipfKeys {
    private final double[] cumulated;
    private final int[] idOfRank;

    /** @param seed of the permutation that scatters the ranks */
    ZipfKeys(int count, double exponent, long seed) {
        cumulated = new double[count];
        idOfRank = new int[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.pow(i + 1, -exponent);
            cumulated[i] = sum;
            idOfRank[i] = i + 1;
        }
        shuffle(new SplittableRandom(seed));
    }

    long next(SplittableRandom random) {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
        return idOfRank[found < 0 ? Math.min(-found - 1, cumulated.length - 1) : found];
    }

    private void shuffle(SplittableRandom random) {
        for (int i = idOfRank.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = idOfRank[i];
            idOfRank[i] = idOfRank[other];
            idOfRank[other] = moved;
        }
    }
}
