package io.otter.node.verify;

import io.otter.node.snapshot.Place;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reckons where a range of a key of whole numbers ends if most of the numbers are rows, as those of AUTO_INCREMENT are. To look
 * for the end took the source an eighth of its time. One thread at a time.
 */
final class DenseKeys {
    /** A range spans at most so many numbers for each row that is wanted, so it never has more rows than these. */
    private static final int MOST_NUMBERS = 4;

    private final boolean whole;
    /** Numbers for each row in the last range; 0 if that is not known. */
    private double numbers;

    /** @param dataTypes of the key's columns */
    DenseKeys(List<String> dataTypes) {
        whole = dataTypes.size() == 1 && TableSides.INTEGERS.contains(dataTypes.get(0));
    }

    /** Where a range after a place has about so many rows; empty if that is to be looked for. */
    Optional<Place> end(@Nullable Place from, int rows) {
        if (from == null || numbers == 0) {
            return Optional.empty();
        }
        BigDecimal end = number(from).add(BigDecimal.valueOf(Math.max(1, (long) (rows * numbers))));
        return Optional.of(new Place(from.key(), List.of("i" + end)));
    }

    /** What a range has shown. @param wanted the rows that it was to have */
    void counted(@Nullable Place from, @Nullable Place to, int wanted, long rows) {
        numbers = 0;
        // Where rows become rare it may be the end of the table, of which only who looks for it learns.
        if (whole && from != null && to != null && rows > wanted / 2) {
            double found = number(to).subtract(number(from)).doubleValue() / rows;
            numbers = found <= MOST_NUMBERS ? found : 0;
        }
    }

    private static BigDecimal number(Place place) {
        return (BigDecimal) place.bound().get(0);
    }
}
