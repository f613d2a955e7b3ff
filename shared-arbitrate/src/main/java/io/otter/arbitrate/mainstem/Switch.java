package io.otter.arbitrate.mainstem;

/**
 * A user asks that a term ends and another node begins the next one.
 *
 * @param epoch of the term that is to end; once there is a later one, this means nothing any more
 * @param from nid of its node
 * @param to nid of the next node, 0 for any other
 * @param by the user
 * @param sinceMillis milliseconds since the epoch
 */
public record Switch(long epoch, int from, int to, String by, long sinceMillis) {
    /** Whether the next term is for this node. */
    public boolean isFor(int nid) {
        return to == 0 ? nid != from : nid == to;
    }
}
