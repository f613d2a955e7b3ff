package io.otter.node.conflict;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a site does with a change that was made at another one: a function of the change and of what the site has. */
enum ConflictPolicy {
    /** The later version wins, be it a row or a deletion; a site remembers when it deleted a row. */
    NEWEST {
        @Override
        boolean takes(Local local, Change change, boolean atHome) {
            return change.version().compareTo(local.version()) > 0;
        }
    },
    /**
     * The home site takes what was made with its own version in view. Whatever it does with a change, it sends its row to all
     * others afterwards, also to where the change was made; the others take all that comes from it, and nothing else.
     */
    HOME {
        @Override
        boolean takes(Local local, Change change, boolean atHome) {
            return !atHome || Objects.equals(local.value(), change.before());
        }
    },
    /** What arrives last. */
    SOURCE {
        @Override
        boolean takes(Local local, Change change, boolean atHome) {
            return true;
        }
    };

    /** Total over all sites: two changes never have the same. */
    record Version(long time, int site) implements Comparable<Version> {
        static final Version NEVER = new Version(-1, -1);

        @Override
        public int compareTo(Version other) {
            return Comparator.comparingLong(Version::time)
                    .thenComparingInt(Version::site)
                    .compare(this, other);
        }
    }

    /**
     * A row as a site has it.
     *
     * @param value null if the site has none
     * @param version of the row, or of its deletion
     */
    record Local(@Nullable Integer value, Version version) {
        static final Local NOTHING = new Local(null, Version.NEVER);
    }

    /**
     * A change of a row.
     *
     * @param before null for an insert
     * @param after null for a delete
     * @param version by the clock of the site where it was made first
     */
    record Change(
            int key, @Nullable Integer before, @Nullable Integer after, Version version) {}

    abstract boolean takes(Local local, Change change, boolean atHome);
}
