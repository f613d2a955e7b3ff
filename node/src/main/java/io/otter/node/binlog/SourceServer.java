package io.otter.node.binlog;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.sql.SqlDialect;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a source server that matter for reading its log.
 *
 * @param uuid server_uuid; on MariaDB the server_id
 * @param checksum whether its events end with a CRC32
 * @param gtid whether it writes GTIDs
 */
record SourceServer(
        boolean mariadb, int major, int minor, SqlDialect dialect, String uuid, boolean checksum, boolean gtid) {

    /** @throws OtterException BINLOG_DISABLED if the server writes no binary log */
    static SourceServer of(BinlogConnection connection) throws IOException {
        List<@Nullable String> row = connection
                .query("SELECT version(), @@global.log_bin, @@global.server_id, @@global.binlog_checksum,"
                        + " @@global.lower_case_table_names")
                .get(0);
        String version = text(row.get(0));
        if (!"1".equals(row.get(1))) {
            throw new OtterException(
                    ErrorCode.BINLOG_DISABLED, "the source " + connection.address() + " writes no binary log.");
        }
        boolean mariadb = version.toLowerCase(Locale.ROOT).contains("mariadb");
        String[] parts = version.split("[.-]", 3);
        String uuid = mariadb ? text(row.get(2)) : connection.value("SELECT @@global.server_uuid");
        boolean gtid = mariadb
                || connection
                        .value("SELECT @@global.gtid_mode")
                        .toUpperCase(Locale.ROOT)
                        .startsWith("ON");
        return new SourceServer(
                mariadb,
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                SqlDialect.of(mariadb, version, text(row.get(4))),
                uuid,
                "CRC32".equalsIgnoreCase(row.get(3)),
                gtid);
    }

    boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }

    /** The statement that shows the end of the log. */
    String statusQuery() {
        return !mariadb && atLeast(8, 2) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
