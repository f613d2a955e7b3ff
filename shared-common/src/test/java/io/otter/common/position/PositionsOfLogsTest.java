package io.otter.common.position;

import static io.otter.common.position.BinlogPosition.Relation.AFTER;
import static io.otter.common.position.BinlogPosition.Relation.BEFORE;
import static io.otter.common.position.BinlogPosition.Relation.SAME;
import static io.otter.common.position.BinlogPosition.Relation.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.position.BinlogPosition.Relation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions in the logs of a primary and its replica, and in one begun anew, compared as their transactions are. */
class PositionsOfLogsTest {
    private static final int ROUNDS = 3_000;

    /** A position and the transactions before it, in a log that is told from others by its number. */
    private record Place(BinlogPosition position, int log, int index, Set<Integer> before) {}

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb", "none"})
    void areComparedAsTheirTransactions(String gtids) {
        long seed = Long.getLong("otter.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Place> places = places(random, gtids);
            for (Place one : places) {
                for (Place other : places) {
                    String what = "otter.seed=%d, round %d: %s to %s".formatted(seed, round, one, other);
                    Relation relation = one.position().to(other.position());
                    assertThat(relation).as(what).isEqualTo(expected(one, other, gtids));
                    assertThat(one.position().reaches(other.position()))
                            .as(what)
                            .isEqualTo(relation == SAME || relation == AFTER);
                    assertThat(other.position().to(one.position())).as(what).isEqualTo(inverse(relation));
                }
            }
            assertLeast(places, random, "otter.seed=%d, round %d".formatted(seed, round));
        }
    }

    private static void assertLeast(List<Place> places, Random random, String what) {
        List<BinlogPosition> some = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            some.add(places.get(random.nextInt(places.size())).position());
        }
        BinlogPosition.least(some)
                .ifPresentOrElse(
                        least -> assertThat(some)
                                .as(what)
                                .contains(least)
                                .allSatisfy(other -> assertThat(other.reaches(least))
                                        .as(what)
                                        .isTrue()),
                        () -> assertThat(some)
                                .as(what)
                                .allSatisfy(one -> assertThat(some)
                                        .as(what)
                                        .anyMatch(other -> other.to(one) == UNKNOWN || other.to(one) == BEFORE)));
    }

    private static Relation expected(Place one, Place other, String gtids) {
        if (one.log() == other.log()) {
            int order = Integer.compare(one.index(), other.index());
            return order == 0 ? SAME : order < 0 ? BEFORE : AFTER;
        }
        if (gtids.equals("none")) {
            return UNKNOWN;
        }
        boolean reaches = one.before().containsAll(other.before());
        boolean reached = other.before().containsAll(one.before());
        return reaches && reached ? SAME : reaches ? AFTER : reached ? BEFORE : UNKNOWN;
    }

    private static Relation inverse(Relation relation) {
        return relation == BEFORE ? AFTER : relation == AFTER ? BEFORE : relation;
    }

    /**
     * Places in the log of a primary, of a replica that commits in another order (not MariaDB, whose domains are in order),
     * and of the primary after its log was begun anew with the history of a backup.
     */
    private static List<Place> places(Random random, String gtids) {
        int size = 1 + random.nextInt(12);
        List<Integer> order = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            order.add(i);
        }
        List<Place> places = new ArrayList<>();
        log(random, places, gtids, 0, "primary", order, 0);
        List<Integer> replicated = new ArrayList<>(order);
        if (!gtids.equals("mariadb") && size > 1 && random.nextBoolean()) {
            int swapped = random.nextInt(size - 1);
            Collections.swap(replicated, swapped, swapped + 1);
        }
        log(random, places, gtids, 1, "replica", replicated, 0);
        log(random, places, gtids, 2, "primary", order, random.nextInt(size));
        return places;
    }

    private static void log(
            Random random, List<Place> places, String gtids, int log, String server, List<Integer> order, int purged) {
        Set<Integer> before = new HashSet<>(order.subList(0, purged));
        int offset = 4 + random.nextInt(100);
        // The logs of one server have one file each: those of different names cannot be told apart.
        int file = log == 0 || log == 2 ? 1 : 1 + random.nextInt(3);
        for (int i = purged; i <= order.size(); i++) {
            if (!before.isEmpty()) {
                LogStamp stamp = new LogStamp(1_700_000_000 + log, 31, 1_000L * log + i, "");
                String set = set(gtids, before);
                places.add(new Place(
                        new BinlogPosition("binlog.%06d".formatted(file), offset, set, server, 0, stamp),
                        log,
                        i,
                        Set.copyOf(before)));
            }
            if (i < order.size()) {
                before.add(order.get(i));
                offset += 1 + random.nextInt(500);
                if (log == 1 && random.nextInt(4) == 0) {
                    file++;
                    offset = 4 + random.nextInt(3);
                }
            }
        }
    }

    private static String set(String gtids, Set<Integer> transactions) {
        if (gtids.equals("none")) {
            return "";
        }
        if (gtids.equals("mariadb")) {
            return "0-1-" + Collections.max(transactions);
        }
        GtidSet set = new GtidSet(false, "");
        transactions.forEach(number -> set.add("3e11fa47-71ca-11e1-9e33-c80aa9429562:" + number));
        return set.toString();
    }
}
