package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.database.DatabaseFault;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Distinguishes transient faults of the target from faults in the data. Stateless. */
final class LoadFault {
    private static final Set<Integer> TRANSIENT = Set.of(
            1205, // lock wait timeout
            1213, // deadlock
            1290, // read-only
            1836, // read-only
            1021, // disk full
            1026, // error writing a file
            1114, // table is full
            1878, // a temporary file is not written
            1197, // the transaction is larger than max_binlog_cache_size
            1705, // so is the statement
            1206, // too many locks
            1037, // out of memory
            1041, // likewise
            1969, // max_statement_time
            1226, // a user's resources are exceeded
            3101, // rolled back by a group
            3100, // likewise
            1180, // error during commit
            1317, // query was interrupted
            1927, // connection was killed
            3024, // query took too long
            3572, // NOWAIT
            4031, // disconnected because of inactivity
            1047, // node of a cluster is not ready
            1792, // read-only transaction
            3032, // offline
            3168, // likewise
            3169, // the session was killed
            1020 // a row has changed since the transaction's snapshot (MariaDB)
            );
    /** What a storage engine or the system calls wrong, by a number of its own. */
    private static final Set<Integer> OF_SYSTEM = Set.of(1030, 3, 20);

    private static final Pattern NO_ROOM = Pattern.compile("(?i)(?:error|errcode|errno):? \"?(?:28|122|135)\\b");

    private static final Set<Integer> MISSING = Set.of(1146, 1049, 1054);

    private LoadFault() {}

    /** @param doing what was attempted, with table and row */
    static OtterException of(String doing, SQLException fault) {
        Optional<ErrorCode> connection = DatabaseFault.codeOf(fault);
        int code = fault.getErrorCode();
        String message =
                doing + ": " + String.valueOf(fault.getMessage()).replaceAll("\\s+", " ") + " (error " + code + ")";
        if (isTooLarge(fault)) {
            return new OtterException(ErrorCode.LOAD_DATA, message, fault);
        }
        if (TRANSIENT.contains(code)
                || OF_SYSTEM.contains(code) && NO_ROOM.matcher(message).find()
                || connection.equals(Optional.of(ErrorCode.DATABASE_UNREACHABLE))) {
            return new OtterException(ErrorCode.LOAD_TRANSIENT, message, fault);
        }
        if (connection.isPresent()) {
            return new OtterException(connection.get(), message, fault);
        }
        return new OtterException(
                MISSING.contains(code) ? ErrorCode.LOAD_MISSING_TARGET : ErrorCode.LOAD_DATA, message, fault);
    }

    /** Whether the driver did not send the statement because the server would not take it; fewer rows may fit. */
    private static boolean isTooLarge(SQLException fault) {
        return String.valueOf(fault.getMessage()).contains("max_allowed_packet")
                && !String.valueOf(fault.getSQLState()).startsWith("08");
    }

    /** Whether the statement waited for another's lock in vain. */
    static boolean isLockWait(SQLException fault) {
        return fault.getErrorCode() == 1205 || fault.getErrorCode() == 1213;
    }

    static boolean isDuplicateKey(SQLException fault) {
        return fault.getErrorCode() == 1062 || fault.getErrorCode() == 1586;
    }

    /** Whether a foreign key refers to a row that is not there. */
    static boolean isMissingParent(SQLException fault) {
        return fault.getErrorCode() == 1452 || fault.getErrorCode() == 1216;
    }

    /** Whether a foreign key of another row, which does not allow that, refers to the row. */
    static boolean isReferenced(SQLException fault) {
        return fault.getErrorCode() == 1451 || fault.getErrorCode() == 1217;
    }
}
