package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Formats dates and times as MySQL prints them; java.time cannot hold all of them (zero dates, 838 hours). */
final class Temporal {
    private static final long DATETIME_OFFSET = 0x8000000000L;

    private Temporal() {}

    static String date(LogBuffer buffer) {
        int value = buffer.getUint24();
        StringBuilder text = new StringBuilder(10);
        ymd(text, value >> 9, value >> 5 & 15, value & 31);
        return text.toString();
    }

    /** Seconds since the epoch, in UTC regardless of the time zones of JVM and session; 0 is the zero date. */
    static String timestamp(long seconds, int micros, int digits) {
        StringBuilder text = new StringBuilder(26);
        if (seconds == 0) {
            text.append("0000-00-00 00:00:00");
        } else {
            LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            ymd(text, time.getYear(), time.getMonthValue(), time.getDayOfMonth());
            text.append(' ');
            hms(text, time.getHour(), time.getMinute(), time.getSecond());
        }
        return fraction(text, micros, digits).toString();
    }

    static String datetime(LogBuffer buffer, int digits) {
        long value = buffer.getBeUlong40() - DATETIME_OFFSET;
        int micros = fraction(buffer, digits);
        return packed(Math.abs(value), micros, digits);
    }

    /** @param value 17 bits of time, above them 5 bits of day, above them year * 13 + month */
    static String packed(long value, int micros, int digits) {
        long yearMonth = value >> 22;
        StringBuilder text = new StringBuilder(26);
        ymd(text, (int) (yearMonth / 13), (int) (yearMonth % 13), (int) (value >> 17 & 31));
        text.append(' ');
        hms(text, (int) (value >> 12 & 31), (int) (value >> 6 & 63), (int) (value & 63));
        return fraction(text, micros, digits).toString();
    }

    static String time(LogBuffer buffer, int digits) {
        int bytes = (digits + 1) / 2;
        long value = buffer.getBeUint24();
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | buffer.getUint8();
        }
        value -= 0x800000L << (8 * bytes);
        long absolute = Math.abs(value);
        int micros = (int) (absolute & ((1L << (8 * bytes)) - 1)) * scale(bytes);
        return time(value < 0, absolute >> (8 * bytes), micros, digits);
    }

    /** @param value seconds and minutes (6 bits each), above them hours */
    static String time(boolean negative, long value, int micros, int digits) {
        StringBuilder text = new StringBuilder(17);
        if (negative) {
            text.append('-');
        }
        hms(text, (int) (value >> 12 & 1023), (int) (value >> 6 & 63), (int) (value & 63));
        return fraction(text, micros, digits).toString();
    }

    static String oldTime(LogBuffer buffer) {
        int value = buffer.getInt24();
        int absolute = Math.abs(value);
        StringBuilder text = new StringBuilder(10);
        if (value < 0) {
            text.append('-');
        }
        hms(text, absolute / 10_000, absolute / 100 % 100, absolute % 100);
        return text.toString();
    }

    static String oldDatetime(LogBuffer buffer) {
        long value = buffer.getLong64();
        int date = (int) (value / 1_000_000);
        int time = (int) (value % 1_000_000);
        StringBuilder text = new StringBuilder(19);
        ymd(text, date / 10_000, date / 100 % 100, date % 100);
        text.append(' ');
        hms(text, time / 10_000, time / 100 % 100, time % 100);
        return text.toString();
    }

    /** Reads the fraction that follows the whole seconds, in microseconds. */
    static int fraction(LogBuffer buffer, int digits) {
        int bytes = (digits + 1) / 2;
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | buffer.getUint8();
        }
        return value * scale(bytes);
    }

    private static int scale(int bytes) {
        return bytes == 1 ? 10_000 : bytes == 2 ? 100 : 1;
    }

    private static void ymd(StringBuilder text, int year, int month, int day) {
        pad(text, year, 4);
        text.append('-');
        pad(text, month, 2);
        text.append('-');
        pad(text, day, 2);
    }

    private static void hms(StringBuilder text, int hour, int minute, int second) {
        pad(text, hour, 2);
        text.append(':');
        pad(text, minute, 2);
        text.append(':');
        pad(text, second, 2);
    }

    private static StringBuilder fraction(StringBuilder text, int micros, int digits) {
        if (digits > 0) {
            text.append('.');
            int from = text.length();
            pad(text, micros, 6);
            text.setLength(from + digits);
        }
        return text;
    }

    private static void pad(StringBuilder text, int value, int width) {
        String digits = Integer.toString(value);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        text.append(digits);
    }
}
