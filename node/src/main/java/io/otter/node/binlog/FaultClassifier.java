package io.otter.node.binlog;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps exceptions of a connection to our error codes; canal's driver has no exception types, only messages. */
final class FaultClassifier {
    private static final Pattern DRIVER_ERROR =
            Pattern.compile("errorNumber=(\\d+).*?message=(.*?), sqlState=", Pattern.DOTALL);

    private FaultClassifier() {}

    /** @param where text that names the canal, server and position */
    static OtterException classify(String where, Throwable fault) {
        if (fault instanceof OtterException known) {
            return known;
        }
        for (Throwable t = fault; t != null; t = t.getCause()) {
            if (t instanceof ServerErrorException error) {
                return of(where, error.number(), String.valueOf(error.getMessage()), fault);
            }
            Matcher matcher = DRIVER_ERROR.matcher(String.valueOf(t.getMessage()));
            if (matcher.find()) {
                int number = Integer.parseInt(matcher.group(1));
                return of(where, number, "error " + number + ": " + matcher.group(2), fault);
            }
            if (t instanceof ConnectException
                    || t instanceof UnknownHostException
                    || t instanceof NoRouteToHostException
                    || t instanceof UnresolvedAddressException) {
                return new OtterException(ErrorCode.DATABASE_UNREACHABLE, where + ": " + t.getMessage() + ".", fault);
            }
            if (t instanceof SocketTimeoutException) {
                return new OtterException(
                        ErrorCode.BINLOG_DISCONNECTED,
                        where + ": no data received in time: " + t.getMessage() + ".",
                        fault);
            }
        }
        if (fault instanceof IOException) {
            String why = Objects.requireNonNullElse(fault.getMessage(), "the connection broke off");
            return new OtterException(ErrorCode.BINLOG_DISCONNECTED, where + ": " + why + ".", fault);
        }
        return new OtterException(
                ErrorCode.BINLOG_UNSUPPORTED, where + ": an event cannot be decoded: " + fault + ".", fault);
    }

    private static OtterException of(String where, int number, String message, Throwable cause) {
        return new OtterException(code(number, message.toLowerCase(Locale.ROOT)), where + ": " + message + ".", cause);
    }

    private static ErrorCode code(int number, String message) {
        return switch (number) {
            case 1045, 1698, 1130, 1862, 3118 ->
                message.contains("register") ? ErrorCode.DATABASE_PRIVILEGE : ErrorCode.DATABASE_ACCESS_DENIED;
            case 1044, 1142, 1143, 1227, 1370 -> ErrorCode.DATABASE_PRIVILEGE;
            case 1236, 4052 -> dumpCode(number, message);
            default -> ErrorCode.BINLOG_DISCONNECTED;
        };
    }

    private static ErrorCode dumpCode(int number, String message) {
        if (number == 4052 || message.contains("same server_uuid") || message.contains("same server_id")) {
            return ErrorCode.BINLOG_SERVER_ID_CLASH;
        }
        if (message.contains("not open")
                || message.contains("is not enabled")
                || message.contains("binary log is not")) {
            return ErrorCode.BINLOG_DISABLED;
        }
        if (isNoPlace(message)
                || message.contains("not in the master's binlog")
                || message.contains("has more gtids")) {
            return ErrorCode.BINLOG_OTHER_LOG;
        }
        if (message.contains("could not find")
                || message.contains("purged")
                || message.contains("could not open log file")) {
            return ErrorCode.BINLOG_PURGED;
        }
        return ErrorCode.BINLOG_DISCONNECTED;
    }

    /** Whether a server's error, in lower case, says that no event of its log begins at the given offset. */
    static boolean isNoPlace(String message) {
        return message.contains("position > file size")
                || message.contains("impossible position")
                || message.contains("exceeded max_allowed_packet")
                || message.contains("bogus data")
                || message.contains("truncated in the middle")
                || message.contains("crc check")
                || message.contains("checksum");
    }
}
