package io.otter.node.snapshot;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first and the last value of a key's first column, a number, to tell how much of a table is read. */
record KeyRange(BigDecimal first, BigDecimal last) {
    /** Rows of the whole table if they are spread evenly; 0 while too few are read to tell. */
    long estimate(@Nullable Place place, long rows) {
        List<Object> key = place == null ? List.of() : place.bound();
        if (key.isEmpty() || !(key.get(0) instanceof BigDecimal at)) {
            return 0;
        }
        double all = last.subtract(first).doubleValue();
        double read = at.subtract(first).doubleValue();
        return read <= 0 || all <= 0 || read < all / 50 ? 0 : Math.round(rows * Math.max(1, all / read));
    }
}
