package io.otter.common.position;

/**
 * A position between two transactions in one server's log.
 *
 * @param file log file name; empty when only the GTID set is known
 * @param offset byte offset in {@code file}
 * @param gtidSet all transactions up to here, in the server's own notation; empty when the server writes no GTIDs
 * @param sourceUuid server_uuid (MySQL) or {@code server_id} in decimal (MariaDB) of the server this was read from;
 *     empty if unknown
 * @param timestampMillis commit time of the preceding transaction, milliseconds since the epoch; 0 if unknown
 */
public record BinlogPosition(String file, long offset, String gtidSet, String sourceUuid, long timestampMillis) {
    /** How two positions relate. */
    public enum Relation {
        BEFORE,
        SAME,
        AFTER,
        /** Not comparable: in logs of two servers without GTIDs, or each has transactions that the other lacks. */
        UNKNOWN
    }

    /** How this position relates to {@code other}: by file and offset in the same server's log, else by GTID set. */
    public Relation to(BinlogPosition other) {
        if (isInLogOf(other)) {
            int files = Long.compare(number(file), number(other.file));
            int order = files != 0 ? files : Long.compare(offset, other.offset);
            return order == 0 ? Relation.SAME : order < 0 ? Relation.BEFORE : Relation.AFTER;
        }
        if (gtidSet.isEmpty() || other.gtidSet.isEmpty()) {
            return Relation.UNKNOWN;
        }
        GtidSet here = new GtidSet(GtidSet.isOfMariadb(gtidSet), gtidSet);
        GtidSet there = new GtidSet(GtidSet.isOfMariadb(other.gtidSet), other.gtidSet);
        boolean reaches = here.contains(there);
        boolean reached = there.contains(here);
        if (reaches && reached) {
            return Relation.SAME;
        }
        return reaches ? Relation.AFTER : reached ? Relation.BEFORE : Relation.UNKNOWN;
    }

    /** Whether this position is at or after {@code other}; false also if they are not comparable. */
    public boolean reaches(BinlogPosition other) {
        Relation relation = to(other);
        return relation == Relation.SAME || relation == Relation.AFTER;
    }

    /** Whether both have a file, and are not known to be of different servers. */
    public boolean isInLogOf(BinlogPosition other) {
        return !file.isEmpty()
                && !other.file.isEmpty()
                && (sourceUuid.equals(other.sourceUuid) || sourceUuid.isEmpty() || other.sourceUuid.isEmpty());
    }

    /** Files are numbered from 000001; after 999999 the number gets longer. */
    private static long number(String file) {
        String digits = file.substring(file.lastIndexOf('.') + 1);
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
    }

    @Override
    public String toString() {
        return file + ":" + offset + (gtidSet.isEmpty() ? "" : " [" + gtidSet + "]");
    }
}
