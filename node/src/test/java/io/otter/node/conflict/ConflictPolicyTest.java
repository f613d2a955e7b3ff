package io.otter.node.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.node.conflict.ConflictPolicy.Change;
import io.otter.node.conflict.ConflictPolicy.Local;
import io.otter.node.conflict.ConflictPolicy.Version;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random histories of two and three sites with random delays: all sites end equal. */
class ConflictPolicyTest {
    private static final int SEEDS = 10_000;
    private static final int KEYS = 2;
    private static final int VALUES = 3;
    private static final int HOME_SITE = 0;

    @ParameterizedTest
    @CsvSource({"NEWEST, 2", "NEWEST, 3", "HOME, 2", "HOME, 3"})
    void allSitesEndEqual(ConflictPolicy policy, int sites) {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(new History(policy, sites, seed).run())
                    .as("%s at %d sites, seed %d", policy, sites, seed)
                    .containsOnly(new History(policy, sites, seed).run().get(0));
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

    private static final class History {
        private final ConflictPolicy policy;
        private final int sites;
        private final SplittableRandom random;
        private final List<Map<Integer, Local>> rows = new ArrayList<>();
        /** From each site to each other one, in order. */
        private final List<Deque<Change>> links = new ArrayList<>();

        private final long[] clocks;

        History(ConflictPolicy policy, int sites, long seed) {
            this.policy = policy;
            this.sites = sites;
            random = new SplittableRandom(seed);
            clocks = new long[sites];
            for (int i = 0; i < sites; i++) {
                rows.add(new HashMap<>());
                clocks[i] = random.nextInt(20); // no two sites agree on the time
            }
            for (int i = 0; i < sites * sites; i++) {
                links.add(new ArrayDeque<>());
            }
        }

        /** The values by key, of each site. */
        List<Map<Integer, Integer>> run() {
            for (int i = 0; i < 30; i++) {
                write(random.nextInt(sites));
                for (int some = random.nextInt(4); some > 0; some--) {
                    deliver();
                }
            }
            while (deliver()) {
                continue;
            }
            return rows.stream().map(History::values).toList();
        }

        private static Map<Integer, Integer> values(Map<Integer, Local> site) {
            Map<Integer, Integer> values = new HashMap<>();
            site.forEach((key, local) -> {
                if (local.value() != null) {
                    values.put(key, local.value());
                }
            });
            return values;
        }

        private void write(int site) {
            int key = random.nextInt(KEYS);
            Local local = local(site, key);
            Integer value =
                    local.value() != null && random.nextInt(3) == 0 ? null : Integer.valueOf(random.nextInt(VALUES));
            if (value == null && local.value() == null) {
                return;
            }
            clocks[site] =
                    Math.max(clocks[site] + random.nextInt(3), local.version().time() + 1);
            Version version = new Version(clocks[site], site);
            rows.get(site).put(key, new Local(value, version));
            Change change = new Change(key, local.value(), value, version);
            for (int other = 0; other < sites; other++) {
                boolean linked = policy != ConflictPolicy.HOME || site == HOME_SITE || other == HOME_SITE;
                if (other != site && linked) {
                    link(site, other).add(change);
                }
            }
        }

        /** One change by a random link. @return whether there was any */
        private boolean deliver() {
            List<Integer> waiting = new ArrayList<>();
            for (int i = 0; i < links.size(); i++) {
                if (!links.get(i).isEmpty()) {
                    waiting.add(i);
                }
            }
            if (waiting.isEmpty()) {
                return false;
            }
            int link = waiting.get(random.nextInt(waiting.size()));
            arrive(link % sites, links.get(link).remove());
            return true;
        }

        private void arrive(int site, Change change) {
            Local local = local(site, change.key());
            boolean atHome = site == HOME_SITE;
            if (policy.takes(local, change, atHome)) {
                rows.get(site).put(change.key(), new Local(change.after(), change.version()));
            }
            if (policy == ConflictPolicy.HOME && atHome) {
                Local present = local(site, change.key());
                for (int other = 1; other < sites; other++) {
                    link(site, other).add(new Change(change.key(), null, present.value(), present.version()));
                }
            }
        }

        private Local local(int site, int key) {
            return rows.get(site).getOrDefault(key, Local.NOTHING);
        }

        private Deque<Change> link(int from, int to) {
            return links.get(from * sites + to);
        }
    }
}
