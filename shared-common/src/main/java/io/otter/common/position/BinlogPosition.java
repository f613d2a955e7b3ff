package io.otter.common.position;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A position between two transactions in one server's log.
 *
 * @param file log file name; empty when only the GTID set is known
 * @param offset byte offset in {@code file}
 * @param gtidSet all transactions up to here, in the server's own notation; empty when the server writes no GTIDs
 * @param sourceUuid server_uuid (MySQL) or {@code server_id} in decimal (MariaDB) of the server this was read from;
 *     empty if unknown
 * @param timestampMillis commit time of the preceding transaction, milliseconds since the epoch; 0 if unknown
 * @param stamp tells the log from another one of the same server
 */
public record BinlogPosition(
        String file, long offset, String gtidSet, String sourceUuid, long timestampMillis, LogStamp stamp) {
    /** How two positions relate. */
    public enum Relation {
        BEFORE,
        SAME,
        AFTER,
        /** Not comparable: in two logs without GTIDs, or each has transactions that the other lacks. */
        UNKNOWN
    }

    /** With a stamp that says nothing. */
    public BinlogPosition(String file, long offset, String gtidSet, String sourceUuid, long timestampMillis) {
        this(file, offset, gtidSet, sourceUuid, timestampMillis, LogStamp.NONE);
    }

    /** Earlier versions wrote no stamp. */
    @JsonCreator
    static BinlogPosition read(
            @JsonProperty("file") String file,
            @JsonProperty("offset") long offset,
            @JsonProperty("gtidSet") String gtidSet,
            @JsonProperty("sourceUuid") String sourceUuid,
            @JsonProperty("timestampMillis") long timestampMillis,
            @JsonProperty("stamp") @Nullable LogStamp stamp) {
        return new BinlogPosition(
                file, offset, gtidSet, sourceUuid, timestampMillis, stamp == null ? LogStamp.NONE : stamp);
    }

    /** The position that all others are at or after; empty if some cannot be compared, or there is none. */
    public static Optional<BinlogPosition> least(Collection<BinlogPosition> positions) {
        return positions.stream()
                .filter(least -> positions.stream().allMatch(other -> other.reaches(least)))
                .findFirst();
    }

    /** How this position relates to {@code other}: by file and offset in the same log, else by GTID set. */
    public Relation to(BinlogPosition other) {
        boolean maybeOneLog = isInLogOf(other);
        boolean oneLog = maybeOneLog && !sourceUuid.isEmpty() && !other.sourceUuid.isEmpty();
        if (oneLog || maybeOneLog && (gtidSet.isEmpty() || other.gtidSet.isEmpty())) {
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

    /** Whether both have a file, and are not known to be of different servers, or of different logs of one server. */
    public boolean isInLogOf(BinlogPosition other) {
        return !file.isEmpty()
                && !other.file.isEmpty()
                && (sourceUuid.equals(other.sourceUuid) || sourceUuid.isEmpty() || other.sourceUuid.isEmpty())
                && !(file.equals(other.file)
                        && (stamp.isOfOtherFile(other.stamp)
                                || offset == other.offset && stamp.isOfOtherPlace(other.stamp)));
    }

    /** Files are numbered from 000001; after 999999 the number gets longer. -1 if {@code file} has no number. */
    public static long number(String file) {
        String digits = file.substring(file.lastIndexOf('.') + 1);
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
    }

    @Override
    public String toString() {
        return file + ":" + offset + (gtidSet.isEmpty() ? "" : " [" + gtidSet + "]");
    }
}
