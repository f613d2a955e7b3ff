package io.otter.node.conflict;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;

/**
 * Decides at a site about a row that is not as the change from another site expects it. Both sites then tell each other what
 * they have, and decide in the same way, until they have the same: so all that is needed for them to end equal is that of
 * two states both choose the same one. Stateless.
 */
public final class ConflictDecision {
    private ConflictDecision() {}

    /**
     * Whether the site takes what arrives.
     *
     * @param rule for what comes from the other site to this one
     */
    public static boolean takes(ConflictRule rule, RowState arriving, RowState here) {
        return switch (rule.policy()) {
            case STOP -> false;
            case SOURCE -> true;
            case HOME -> !rule.home();
            case NEWEST -> {
                int age = arriving.compareAge(here);
                yield age > 0 || age == 0 && !rule.first();
            }
        };
    }

    /**
     * Whether the site's values of additive columns stay where the other site has others after a conflict; there they are
     * replaced. This one is never behind: all that was added arrives here.
     *
     * @param rule for what comes from the other site to this one
     */
    public static boolean keepsCounters(ConflictRule rule) {
        return rule.policy() == ConflictPolicy.HOME ? rule.home() : rule.first();
    }
}
