package io.otter.node.conflict;

import java.util.Comparator;

/**
 * What a site has under a key.
 *
 * @param present whether there is a row
 * @param version of the row, or of its deletion as far as it is known
 */
public record RowState(boolean present, RowVersion version) {
    /** No row, and none was ever heard of. */
    public static final RowState NOTHING = new RowState(false, RowVersion.NONE);

    /** Of equally new states the deletion is the later one: it is of a row of that version. */
    private static final Comparator<RowState> ORDER =
            Comparator.comparing(RowState::version).thenComparing(RowState::present, Comparator.reverseOrder());

    public static RowState row(RowVersion version) {
        return new RowState(true, version);
    }

    public static RowState deleted(RowVersion version) {
        return new RowState(false, version);
    }

    /** Positive if this is newer, 0 if neither is. A row that was only never heard of is older than any other. */
    int compareAge(RowState other) {
        if (equals(NOTHING) || other.equals(NOTHING)) {
            return Boolean.compare(!equals(NOTHING), !other.equals(NOTHING));
        }
        return ORDER.compare(this, other);
    }
}
