package io.otter.node.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of two and three sites with random delays: all sites end equal. A site knows of deletions only what others
 * sent, as the loader does; its clock may be wrong, stand still, or be missing. {@code -Dotter.model.first=n} for other seeds.
 */
class ConflictDecisionTest {
    private static final long FIRST = Long.getLong("otter.model.first", 0);
    private static final long SEEDS = FIRST + 10_000;
    private static final int KEYS = 2;
    private static final int VALUES = 3;
    private static final int HOME_SITE = 0;
    private static final int MOST_MESSAGES = 5_000;

    @ParameterizedTest
    @CsvSource({"NEWEST, 2", "NEWEST, 3", "HOME, 2", "HOME, 3"})
    void allSitesEndEqual(ConflictPolicy policy, int sites) {
        for (long seed = FIRST; seed < SEEDS; seed++) {
            List<Map<Integer, Value>> ends = new History(policy, sites, seed).run();
            assertThat(ends).as("%s at %d sites, seed %d", policy, sites, seed).containsOnly(ends.get(0));
        }
    }

    /** With a column that is declared additive: of a row that nobody deletes, it ends with what all sites have added. */
    @ParameterizedTest
    @CsvSource({"NEWEST, true", "NEWEST, false", "HOME, true", "HOME, false"})
    void increasesOfBothSidesAddUp(ConflictPolicy policy, boolean deletes) {
        for (long seed = FIRST; seed < SEEDS; seed++) {
            History history = new History(policy, 2, seed, true, deletes);
            List<Map<Integer, Value>> ends = history.run();
            assertThat(ends).as("%s, seed %d", policy, seed).containsOnly(ends.get(0));
            if (!deletes) {
                for (int key = 0; key < KEYS; key++) {
                    Value end = ends.get(0).get(key);
                    assertThat(end == null ? 0 : end.count())
                            .as("%s, seed %d, key %d", policy, seed, key)
                            .isEqualTo(history.added[key]);
                }
            }
        }
    }

    @Test
    void theLastArrivalMayDiffer() {
        boolean differ = false;
        for (long seed = 0; seed < 100; seed++) {
            differ |= new History(ConflictPolicy.SOURCE, 2, seed)
                            .run().stream().distinct().count()
                    > 1;
        }
        assertThat(differ).isTrue();
    }

    /** @param time null is possible */
    private record Value(int content, @Nullable Integer time, long count) {
        Value with(long other) {
            return new Value(content, time, other);
        }

        RowVersion version() {
            return RowVersion.of(time == null ? null : time.toString());
        }
    }

    private sealed interface Message permits Change, Answer {}

    /** @param deleted the time of a deletion by the clock of its site */
    private record Change(
            int key, @Nullable Value before, @Nullable Value after, int deleted) implements Message {}

    /** What a site had some time after a conflict, and before this got into its log. */
    private record Answer(int key, @Nullable Value row, RowVersion deletion) implements Message {}

    private static final class History {
        private final ConflictPolicy policy;
        private final int sites;
        private final SplittableRandom random;
        private final List<Map<Integer, Value>> rows = new ArrayList<>();
        private final List<Map<Integer, RowVersion>> deletions = new ArrayList<>();
        /** From each site to each other one, in order. */
        private final List<Deque<Message>> links = new ArrayList<>();

        /** Keys about which a site had a conflict. */
        private final List<Set<Integer>> disputed = new ArrayList<>();
        /** Keys to answer about, of each site. */
        private final List<Deque<Integer>> unread = new ArrayList<>();
        /** Answers that are not in the site's log yet. */
        private final List<Deque<Answer>> unlogged = new ArrayList<>();

        private final int[] clocks;
        private final boolean counts;
        private final boolean deletes;
        /** To the counters of all keys, by all sites. */
        final long[] added = new long[KEYS];

        History(ConflictPolicy policy, int sites, long seed) {
            this(policy, sites, seed, false, true);
        }

        History(ConflictPolicy policy, int sites, long seed, boolean counts, boolean deletes) {
            this.counts = counts;
            this.deletes = deletes;
            this.policy = policy;
            this.sites = sites;
            random = new SplittableRandom(seed);
            clocks = new int[sites];
            for (int i = 0; i < sites; i++) {
                rows.add(new HashMap<>());
                deletions.add(new HashMap<>());
                disputed.add(new HashSet<>());
                unread.add(new ArrayDeque<>());
                unlogged.add(new ArrayDeque<>());
                clocks[i] = random.nextInt(20); // no two sites agree on the time
            }
            for (int i = 0; i < sites * sites; i++) {
                links.add(new ArrayDeque<>());
            }
        }

        /** The rows by key, of each site. */
        List<Map<Integer, Value>> run() {
            for (int i = 0; i < 30; i++) {
                write(random.nextInt(sites));
                for (int some = random.nextInt(4); some > 0; some--) {
                    deliver();
                }
            }
            int messages = 0;
            while (deliver()) {
                assertThat(++messages).as("messages until rest").isLessThan(MOST_MESSAGES);
            }
            return rows;
        }

        private void write(int site) {
            int key = random.nextInt(KEYS);
            Value before = rows.get(site).get(key);
            clocks[site] += random.nextInt(3);
            Integer time = random.nextInt(10) == 0 ? null : Integer.valueOf(clocks[site]);
            boolean delete = deletes && before != null && random.nextInt(3) == 0;
            boolean onlyCounts = counts && before != null && random.nextBoolean();
            long count = counts ? (before == null ? 0 : before.count()) + random.nextInt(4) : 0;
            Value after = delete
                    ? null
                    : before != null && onlyCounts
                            ? before.with(count)
                            : new Value(random.nextInt(VALUES), time, count);
            if (Objects.equals(before, after)) {
                return;
            }
            if (after != null) {
                added[key] += after.count() - (before == null ? 0 : before.count());
            }
            put(site, key, after);
            for (int other = 0; other < sites; other++) {
                if (isLinked(site, other)) {
                    link(site, other).add(new Change(key, before, after, clocks[site]));
                }
            }
        }

        private boolean isLinked(int site, int other) {
            boolean linked = policy != ConflictPolicy.HOME || site == HOME_SITE || other == HOME_SITE;
            return site != other && linked;
        }

        /** One step of an answer or one message by a random link. @return whether there was any */
        private boolean deliver() {
            int site = random.nextInt(sites);
            if (!unread.get(site).isEmpty()) {
                int key = unread.get(site).remove();
                RowVersion deletion = deletions.get(site).getOrDefault(key, RowVersion.NONE);
                unlogged.get(site).add(new Answer(key, rows.get(site).get(key), deletion));
                return true;
            }
            if (!unlogged.get(site).isEmpty()) {
                Answer answer = unlogged.get(site).remove();
                for (int other = 0; other < sites; other++) {
                    if (isLinked(site, other)) {
                        link(site, other).add(answer);
                    }
                }
                return true;
            }
            return send()
                    || unread.stream().anyMatch(keys -> !keys.isEmpty())
                    || unlogged.stream().anyMatch(answers -> !answers.isEmpty());
        }

        private boolean send() {
            List<Integer> waiting = new ArrayList<>();
            for (int i = 0; i < links.size(); i++) {
                if (!links.get(i).isEmpty()) {
                    waiting.add(i);
                }
            }
            if (waiting.isEmpty()) {
                return false;
            }
            int number = waiting.get(random.nextInt(waiting.size()));
            int from = number / sites;
            Deque<Message> link = links.get(number);
            arrive(from, number % sites, link.remove());
            return true;
        }

        private void arrive(int from, int site, Message message) {
            if (message instanceof Change change) {
                Value before = change.before();
                Value here = rows.get(site).get(change.key());
                RowVersion deletion = before == null ? RowVersion.NONE : deletion(before, change.deleted());
                Value after = change.after();
                boolean expected = here == null || before == null || after == null
                        ? Objects.equals(here, before) // who deletes a row has to know all that was added
                        : here.with(0).equals(before.with(0));
                if (after != null && here != null) { // increases are added whatever becomes of the rest
                    long sum = here.count() + after.count() - (before == null ? 0 : before.count());
                    put(site, change.key(), here.with(sum));
                    after = after.with(sum);
                }
                apply(from, site, change.key(), after, deletion, expected, true);
            } else if (message instanceof Answer answer) {
                Value here = rows.get(site).get(answer.key);
                boolean expected = Objects.equals(here, answer.row);
                Value row = answer.row;
                if (row != null && here != null) { // one site has the counters, and the other takes them
                    long count = ConflictDecision.keepsCounters(rule(from, site)) ? here.count() : row.count();
                    put(site, answer.key, here.with(count));
                    row = row.with(count);
                }
                apply(from, site, answer.key, row, answer.deletion, expected, false);
            }
        }

        private static RowVersion deletion(Value before, int deleted) {
            RowVersion clock = RowVersion.of(String.valueOf(deleted));
            return before.version().compareTo(clock) > 0 ? before.version() : clock;
        }

        private void apply(
                int from,
                int site,
                int key,
                @Nullable Value row,
                RowVersion deletion,
                boolean expected,
                boolean isChange) {
            RowState arriving = row == null ? RowState.deleted(deletion) : RowState.row(row.version());
            if (expected || ConflictDecision.takes(rule(from, site), arriving, state(site, key))) {
                passOn(from, site, new Change(key, rows.get(site).get(key), row, clocks[from]));
                put(site, key, row);
                if (row == null) {
                    deletions.get(site).merge(key, deletion, (one, other) -> one.compareTo(other) > 0 ? one : other);
                }
            }
            if (!expected || isChange && disputed.get(site).contains(key)) {
                disputed.get(site).add(key);
                if (rule(from, site).settles()) {
                    unread.get(site).add(key);
                }
            }
        }

        /** What the home site takes of one other site is logged there, and gets from there to the rest. */
        private void passOn(int from, int site, Change change) {
            for (int other = 0; other < sites; other++) {
                boolean only =
                        policy == ConflictPolicy.HOME && site == HOME_SITE && other != HOME_SITE && other != from;
                if (only && !Objects.equals(change.before(), change.after())) {
                    link(site, other).add(change);
                }
            }
        }

        private ConflictRule rule(int from, int site) {
            return new ConflictRule(policy, site == HOME_SITE, "time", site < from);
        }

        private RowState state(int site, int key) {
            Value row = rows.get(site).get(key);
            return row == null
                    ? RowState.deleted(deletions.get(site).getOrDefault(key, RowVersion.NONE))
                    : RowState.row(row.version());
        }

        private void put(int site, int key, @Nullable Value row) {
            if (row == null) {
                rows.get(site).remove(key);
            } else {
                rows.get(site).put(key, row);
            }
        }

        private Deque<Message> link(int from, int to) {
            return links.get(from * sites + to);
        }
    }
}
