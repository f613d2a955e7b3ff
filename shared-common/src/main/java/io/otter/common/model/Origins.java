package io.otter.common.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline tells changes apart by the site where they were made first. Sites are numbered from 1 by the manager.
 *
 * @param source the site of the pipeline's source; 0 when its rows never come back, and then nothing is told apart
 * @param pairs those that are part of a circle; all other pairs pass on everything
 */
public record Origins(int source, List<PairOrigins> pairs) {
    public static final Origins NONE = new Origins(0, List.of());
    /** Of a change that is never passed on, wherever it was made. */
    public static final int NOWHERE = -1;

    public Origins {
        pairs = List.copyOf(pairs);
    }

    /**
     * What a pair in a circle does with changes that were not made at the pipeline's source.
     *
     * @param passedOn sites whose changes get to the target this way
     * @param dropped sites whose changes the target has, or gets another way
     * @param conflicts what becomes of rows that were changed at the target, too
     */
    public record PairOrigins(long pair, Set<Integer> passedOn, Set<Integer> dropped, ConflictRule conflicts) {
        /** Managers of earlier versions published no rule. */
        public PairOrigins {
            passedOn = Set.copyOf(passedOn);
            dropped = Set.copyOf(dropped);
            conflicts = Objects.requireNonNullElse(conflicts, ConflictRule.STOP);
        }

        public PairOrigins(long pair, Set<Integer> passedOn, Set<Integer> dropped) {
            this(pair, passedOn, dropped, ConflictRule.STOP);
        }
    }

    /** Whether what is applied has to carry where it was made. */
    public boolean isCarried() {
        return source != 0;
    }

    /** @param site where a change was made; 0 for the source itself */
    public boolean takes(long pair, int site) {
        if (site == NOWHERE) {
            return false;
        }
        PairOrigins rule = rule(pair);
        return rule == null || !rule.dropped().contains(site);
    }

    /** Whether every pair drops what was made at a site. */
    public boolean drops(int site, List<Long> all) {
        return site == NOWHERE || site != 0 && all.stream().noneMatch(pair -> takes(pair, site));
    }

    /** What becomes of rows of a pair that were changed at the target, too; empty for a pair whose rows never come back. */
    public Optional<ConflictRule> conflicts(long pair) {
        return Optional.ofNullable(rule(pair)).map(PairOrigins::conflicts);
    }

    /** Whether a pair settles conflicts, see {@link ConflictRule#settles}. */
    public boolean settles() {
        return pairs.stream().anyMatch(pair -> pair.conflicts().settles());
    }

    /** What a change carries to the target: 0 for nothing. Changes of a site that is no part of a circle count as the source's. */
    public int carried(int site) {
        boolean known = pairs.stream().anyMatch(pair -> pair.passedOn().contains(site));
        return known ? site : source;
    }

    private @Nullable PairOrigins rule(long pair) {
        return pairs.stream().filter(one -> one.pair() == pair).findFirst().orElse(null);
    }
}
