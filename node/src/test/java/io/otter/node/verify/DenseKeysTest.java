package io.otter.node.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.node.snapshot.Place;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseKeysTest {
    private static final int WANTED = 100;

    private final DenseKeys keys = new DenseKeys(List.of("bigint"));

    private static Place place(long id) {
        return new Place(List.of("id bigint null"), List.of("i" + id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4", "1..2", "1..9", "1..10000"})
    void noRangeIsMuchLargerThanWantedAndEachHasAnEnd(String steps) {
        String[] bounds = steps.split("\\.\\.");
        int most = Integer.parseInt(bounds[bounds.length - 1]);
        long seed = Long.getLong("otter.seed", 7);
        Random random = new Random(seed);
        TreeSet<Long> rows = new TreeSet<>();
        long id = -5_000;
        for (int i = 0; i < 20_000; i++) {
            boolean dense = bounds.length > 1 && i / 1_000 % 2 == 0;
            id += dense ? 1 : bounds.length == 1 ? most : 1 + random.nextInt(most);
            rows.add(id);
        }
        long seen = 0;
        int reckoned = 0;
        Long from = null;
        while (from == null || rows.higher(from) != null) {
            Optional<Place> end = keys.end(from == null ? null : place(from), WANTED);
            reckoned += end.isPresent() ? 1 : 0;
            Long start = from;
            Long to = end.map(Place::values)
                    .map(values -> Long.valueOf(values.get(0).substring(1)))
                    .orElseGet(() -> (start == null ? rows : rows.tailSet(start, false))
                            .stream().skip(WANTED - 1).findFirst().orElse(null));
            int count = (start == null ? rows : rows.tailSet(start, false))
                    .headSet(to == null ? Long.valueOf(Long.MAX_VALUE) : to, true)
                    .size();
            assertThat(count).as("seed %d", seed).isLessThanOrEqualTo(4 * WANTED);
            keys.counted(start == null ? null : place(start), to == null ? null : place(to), WANTED, count);
            seen += count;
            from = to == null ? rows.last() : to;
        }
        assertThat(seen).as("seed %d", seed).isEqualTo(rows.size());
        if (bounds.length == 1) {
            assertThat(reckoned).isGreaterThan(20_000 / WANTED - 5);
        }
    }

    @Test
    void otherKeysAreLookedFor() {
        for (List<String> types : List.of(List.of("decimal"), List.of("char"), List.of("int", "int"))) {
            DenseKeys others = new DenseKeys(types);
            others.counted(place(1), place(101), WANTED, 100);
            assertThat(others.end(place(101), WANTED)).isEmpty();
        }
    }
}
