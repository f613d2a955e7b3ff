package io.otter.manager.position;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How long a source keeps its log: for a time, up to a size, or for ever. Immutable.
 *
 * @param seconds for which a file is kept; 0 for ever
 * @param bytes of all files together, beyond which the oldest goes whatever its age; 0 for any size
 */
record KeptLog(long seconds, long bytes) {
    /** Of what is kept; who is less late has time enough. */
    private static final int PART = 2;

    /** What the server does by itself; who purges its log by hand or by a script is not seen. */
    static KeptLog of(Connection connection) throws SQLException {
        Map<String, String> variables = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL VARIABLES WHERE Variable_name IN"
                        + " ('binlog_expire_logs_seconds', 'expire_logs_days', 'binlog_expire_logs_auto_purge',"
                        + " 'binlog_space_limit', 'max_binlog_total_size')")) {
            while (row.next()) {
                variables.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2));
            }
        }
        if (variables.getOrDefault("binlog_expire_logs_auto_purge", "ON").equals("OFF")) {
            return new KeptLog(0, 0);
        }
        double days = number(variables, "expire_logs_days") * TimeUnit.DAYS.toSeconds(1);
        return new KeptLog((long) Math.max(days, number(variables, "binlog_expire_logs_seconds")), (long)
                Math.max(number(variables, "binlog_space_limit"), number(variables, "max_binlog_total_size")));
    }

    private static double number(Map<String, String> variables, String name) {
        return Double.parseDouble(variables.getOrDefault(name, "0"));
    }

    /**
     * The seconds after which the place from which a reader goes on may be gone, at the earliest and at the rate at which the log
     * has grown since; empty if there is time enough.
     *
     * @param file of the place; empty or unknown to the server when only time counts
     * @param late by how many seconds the reader is
     */
    OptionalLong secondsLeft(Connection connection, String file, long late) throws SQLException {
        long byTime = seconds == 0 || late * PART < seconds ? Long.MAX_VALUE : seconds - late;
        long bySize = bytes == 0 || file.isEmpty() ? Long.MAX_VALUE : bySize(written(connection, file), late);
        long left = Math.min(byTime, bySize);
        return left == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.max(0, left));
    }

    private long bySize(long written, long late) {
        return written == 0 || written * PART < bytes
                ? Long.MAX_VALUE
                : (long) ((bytes - written) / (double) written * Math.max(1, late));
    }

    /** The bytes of the log from the beginning of this file on; 0 if the server has no such file. */
    private static long written(Connection connection, String file) throws SQLException {
        long written = 0;
        boolean found = false;
        try (Statement statement = connection.createStatement();
                ResultSet log = statement.executeQuery("SHOW BINARY LOGS")) {
            while (log.next()) {
                found |= log.getString(1).equals(file);
                written += found ? log.getLong(2) : 0;
            }
        }
        return written;
    }
}
