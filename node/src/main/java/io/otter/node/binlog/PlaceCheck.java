package io.otter.node.binlog;

import io.otter.common.error.ErrorCode;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Looks whether a server's log has at a file and offset what was read there: the file was begun at the same time, and the
 * same event ends at the offset. What the position's stamp does not know is not looked at.
 */
final class PlaceCheck {
    /** ER_MASTER_FATAL_ERROR_READING_BINLOG. */
    private static final int LOG_NOT_READABLE = 1236;

    private final BinlogConnection connection;
    private final StartLocator.Connector another;

    PlaceCheck(BinlogConnection connection, StartLocator.Connector another) {
        this.connection = connection;
        this.another = another;
    }

    /**
     * The outcome.
     *
     * @param why the place is not good, without a full stop
     */
    record Result(ErrorCode code, String why) {
        private static final Result GOOD = new Result(ErrorCode.INTERNAL, "");

        boolean isGood() {
            return why.isEmpty();
        }

        boolean isPurged() {
            return code == ErrorCode.BINLOG_PURGED;
        }

        private static Result other(String why) {
            return new Result(ErrorCode.BINLOG_OTHER_LOG, why);
        }
    }

    Result check(BinlogPosition from) throws IOException, InterruptedException {
        LogStamp stamp = from.stamp();
        if (stamp.equals(LogStamp.NONE)) {
            return Result.GOOD;
        }
        try (BinlogConnection walker = another.open()) {
            return compare(walker.walk(from.file(), from.offset() - stamp.eventBytes()), from);
        } catch (ServerErrorException e) {
            if (e.number() != LOG_NOT_READABLE) {
                throw e;
            }
            String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("could not find") || message.contains("could not open")) {
                return missing(from.file());
            }
            if (!FaultClassifier.isNoPlace(message)) {
                throw e;
            }
            return Result.other(String.valueOf(e.getMessage()));
        }
    }

    /** The server first sends the description of the file, then the event that ends at the offset. */
    private static Result compare(EventFetcher fetcher, BinlogPosition from) throws IOException {
        LogStamp stamp = from.stamp();
        byte[] bytes = fetcher.next();
        while (bytes != null) {
            int type = BinlogEvent.type(bytes);
            if (type == BinlogEvent.FORMAT_DESCRIPTION) {
                long begun = BinlogEvent.seconds(bytes);
                if (stamp.fileSeconds() != 0 && begun != 0 && begun != stamp.fileSeconds()) {
                    return Result.other("the log that was begun at " + Instant.ofEpochSecond(stamp.fileSeconds())
                            + " was read, and the server has begun " + from.file() + " anew at "
                            + Instant.ofEpochSecond(begun));
                }
                if (stamp.eventBytes() == 0) {
                    return Result.GOOD;
                }
            } else if (type != BinlogEvent.ROTATE && type != BinlogEvent.MARIADB_START_ENCRYPTION) {
                boolean same = fetcher.size() == stamp.eventBytes()
                        && BinlogEvent.hash(bytes, fetcher.size()) == stamp.eventHash();
                return same ? Result.GOOD : Result.other("another event ends there than the one that was read");
            }
            bytes = fetcher.next();
        }
        return Result.other("the log ends before it");
    }

    private Result missing(String file) throws IOException {
        List<String> logs = connection.query("SHOW BINARY LOGS").stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
        if (logs.isEmpty() || BinlogPosition.number(file) > BinlogPosition.number(logs.get(logs.size() - 1))) {
            return Result.other("the log ends before " + file);
        }
        return new Result(ErrorCode.BINLOG_PURGED, file + " is purged");
    }
}
