package io.otter.node.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reduces a list to what a failure needs: Zeller's delta debugging ("Simplifying and isolating failure-inducing input",
 * 2002), complements only.
 */
final class Minimiser {
    private Minimiser() {}

    /**
     * The smallest failing sublist found, in order.
     *
     * @param runs maximum number of calls of {@code fails}
     */
    static <T> List<T> minimise(List<T> failing, Predicate<List<T>> fails, int runs) {
        List<T> smallest = failing;
        int parts = 2;
        int left = runs;
        while (smallest.size() > 1 && left > 0) {
            int size = Math.max(1, (smallest.size() + parts - 1) / parts);
            boolean smaller = false;
            for (int from = 0; from < smallest.size() && left > 0 && !smaller; from += size) {
                List<T> rest = new ArrayList<>(smallest.subList(0, from));
                rest.addAll(smallest.subList(Math.min(smallest.size(), from + size), smallest.size()));
                left--;
                if (!rest.isEmpty() && fails.test(rest)) {
                    smallest = rest;
                    parts = Math.max(2, parts - 1);
                    smaller = true;
                }
            }
            if (!smaller) {
                if (size == 1) {
                    return smallest;
                }
                parts = Math.min(smallest.size(), parts * 2);
            }
        }
        return smallest;
    }
}
