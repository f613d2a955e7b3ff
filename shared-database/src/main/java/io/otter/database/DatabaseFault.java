package io.otter.database;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Distinguishes faults of connecting, logging in and privileges from others. Stateless. */
public final class DatabaseFault {
    private static final Set<Integer> ACCESS_DENIED = Set.of(
            1045, // wrong user or password
            1130, // host is not allowed to connect
            1251, // authentication protocol is not supported by the client
            1524, // authentication plugin is not loaded
            1698, // access denied without a password
            1820, // password must be changed first
            1862, // password has expired
            3118, // account is locked
            3159, // the server requires TLS
            4151); // account is locked (MariaDB)
    private static final Set<Integer> PRIVILEGE = Set.of(1044, 1142, 1143, 1227, 1370, 1419);
    private static final Set<Integer> BUSY_OR_BLOCKED = Set.of(1040, 1041, 1053, 1129, 1203, 1226);

    private static final int NO_SUCH_TABLE = 1146;
    private static final int NO_SUCH_DATABASE = 1049;

    private DatabaseFault() {}

    /** Whether a statement failed because its table, or the table's database, does not exist. */
    public static boolean isMissingTable(SQLException fault) {
        return fault.getErrorCode() == NO_SUCH_TABLE || fault.getErrorCode() == NO_SUCH_DATABASE;
    }

    /** DATABASE_UNREACHABLE, _TLS, _ACCESS_DENIED or _PRIVILEGE; empty if the fault lies in the statement. */
    public static Optional<ErrorCode> codeOf(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof OtterException known) {
                return Optional.of(known.code());
            }
            if (cause instanceof SQLException sql && sql.getErrorCode() > 0) {
                Optional<ErrorCode> code = codeOf(sql.getErrorCode());
                if (code.isPresent()) {
                    return code;
                }
            }
            if (isOfTls(cause)) {
                return Optional.of(ErrorCode.DATABASE_TLS);
            }
            if (cause instanceof IOException && !hasCertificateFault(cause)) {
                return Optional.of(ErrorCode.DATABASE_UNREACHABLE);
            }
        }
        if (fault instanceof SQLException sql
                && (sql instanceof SQLTransientConnectionException
                        || (sql.getSQLState() != null && sql.getSQLState().startsWith("08")))) {
            return Optional.of(ErrorCode.DATABASE_UNREACHABLE);
        }
        return Optional.empty();
    }

    /** The drivers have no types for a server that may be anyone. */
    private static boolean isOfTls(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof CertificateException
                || cause instanceof SSLPeerUnverifiedException
                || message.contains("SSL hostname verification failed")
                || message.contains("Public Key Retrieval is not allowed")
                || message.contains("RSA public key is not available");
    }

    private static boolean hasCertificateFault(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (isOfTls(cause)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<ErrorCode> codeOf(int serverCode) {
        if (ACCESS_DENIED.contains(serverCode)) {
            return Optional.of(ErrorCode.DATABASE_ACCESS_DENIED);
        }
        if (PRIVILEGE.contains(serverCode)) {
            return Optional.of(ErrorCode.DATABASE_PRIVILEGE);
        }
        if (BUSY_OR_BLOCKED.contains(serverCode)) {
            return Optional.of(ErrorCode.DATABASE_UNREACHABLE);
        }
        return Optional.empty();
    }

    /** The exception for a connection to {@code endpoint} that could not be opened. */
    static OtterException notOpened(Endpoint endpoint, Exception fault) {
        ErrorCode code = codeOf(fault).orElse(ErrorCode.DATABASE_UNREACHABLE);
        return new OtterException(code, endpoint + ": " + words(fault), fault);
    }

    private static String words(Exception fault) {
        Throwable last = fault;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the host name is unknown.";
            }
            if (cause instanceof SocketTimeoutException) {
                return "no answer in time.";
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return cause.getMessage() + ".";
            }
            if (cause instanceof EOFException && cause.getMessage() == null) {
                return "the server, or a proxy before it, closed the connection.";
            }
            last = cause instanceof SQLException || cause instanceof IOException ? cause : last;
        }
        String message =
                String.valueOf(last.getMessage()).replaceAll("\\s+", " ").strip();
        return message.endsWith(".") ? message : message + ".";
    }
}
