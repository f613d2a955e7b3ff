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
    @Override
    public String toString() {
        return file + ":" + offset + (gtidSet.isEmpty() ? "" : " [" + gtidSet + "]");
    }
}
