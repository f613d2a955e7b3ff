package io.otter.common.position;

/**
 * A place between two transactions of one server's log.
 *
 * @param file log file name; empty when only the GTID set is known
 * @param offset byte offset in {@code file}
 * @param gtidSet every transaction up to here in the server's own notation; empty when the server writes no GTIDs
 * @param sourceUuid server_uuid (MySQL) or {@code server_id} in decimal (MariaDB) of the server that this was read from; empty if unknown
 * @param timestampMillis commit time of the transaction before this place, milliseconds since the epoch; 0 if unknown
 */
public record BinlogPosition(String file, long offset, String gtidSet, String sourceUuid, long timestampMillis) {
    /** How a place lies to another one. */
    public enum Relation {
        BEFORE,
        SAME,
        AFTER,
        /** In the logs of two servers without GTIDs, or each has transactions that the other lacks. */
        UNKNOWN
    }

    /** Where this place lies, seen from {@code other}: by file and offset within one server's log, else by GTID set. */
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

    /** Whether everything up to {@code other} comes before this place; false also where that cannot be told. */
    public boolean reaches(BinlogPosition other) {
        Relation relation = to(other);
        return relation == Relation.SAME || relation == Relation.AFTER;
    }

    /** Whether both have a file, and no server is known that only one of them is of. */
    public boolean isInLogOf(BinlogPosition other) {
        return !file.isEmpty()
                && !other.file.isEmpty()
                && (sourceUuid.equals(other.sourceUuid) || sourceUuid.isEmpty() || other.sourceUuid.isEmpty());
    }

    /** Files are numbered from 000001; after 999999 the number grows longer. */
    private static long number(String file) {
        String digits = file.substring(file.lastIndexOf('.') + 1);
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
    }

    @Override
    public String toString() {
        return file + ":" + offset + (gtidSet.isEmpty() ? "" : " [" + gtidSet + "]");
    }
}
