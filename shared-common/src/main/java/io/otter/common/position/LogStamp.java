package io.otter.common.position;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What tells a place in a log from the same place in another log of the same server: RESET MASTER and a restored backup
 * begin files, offsets and GTIDs anew.
 *
 * @param fileSeconds when the log file was begun, by the source's clock, seconds since the epoch; 0 if unknown
 * @param eventBytes size of the event that ends at the place; 0 if unknown
 * @param eventHash of that event; 0 if unknown
 * @param gtid of the last transaction before the place; empty if unknown
 */
public record LogStamp(long fileSeconds, int eventBytes, long eventHash, String gtid) {
    public static final LogStamp NONE = new LogStamp(0, 0, 0, "");
    /** Long enough for {@link #text()}. */
    public static final int MAX_TEXT = 160;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})/(\\d{1,9})/([0-9a-f]{1,15})/([^/]*)");

    /** Reads {@link #text()}; whatever is not in that form says nothing. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static LogStamp of(@Nullable String text) {
        Matcher matcher = TEXT.matcher(text == null ? "" : text);
        return matcher.matches()
                ? new LogStamp(
                        Long.parseLong(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Long.parseLong(matcher.group(3), 16),
                        matcher.group(4))
                : NONE;
    }

    /** Empty if nothing is known. */
    @JsonValue
    public String text() {
        return equals(NONE) ? "" : fileSeconds + "/" + eventBytes + "/" + Long.toHexString(eventHash) + "/" + gtid;
    }

    /** @param seconds when the file was begun; 0 if unknown */
    public LogStamp inFile(long seconds) {
        return new LogStamp(seconds, eventBytes, eventHash, gtid);
    }

    public LogStamp afterEvent(int bytes, long hash) {
        return new LogStamp(fileSeconds, bytes, hash, gtid);
    }

    public LogStamp afterUnknownEvent() {
        return afterEvent(0, 0);
    }

    public LogStamp afterTransaction(String last) {
        return new LogStamp(fileSeconds, eventBytes, eventHash, last);
    }

    /** Whether the files cannot be the same. */
    boolean isOfOtherFile(LogStamp other) {
        return fileSeconds != 0 && other.fileSeconds != 0 && fileSeconds != other.fileSeconds;
    }

    /** Whether the places, at the same offset of a file, cannot be the same. */
    boolean isOfOtherPlace(LogStamp other) {
        return eventBytes != 0
                && other.eventBytes != 0
                && (eventBytes != other.eventBytes || eventHash != other.eventHash);
    }
}
