package io.otter.node.verify;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;

/** Times with more digits after the second than a column holds. Stateless. */
final class FractionOfSecond {
    private FractionOfSecond() {}

    /** Whether {@code shorter} is {@code time} either cut or rounded to some digits. Both are without zeros at their end. */
    static boolean isNext(String time, String shorter, int digits) {
        try {
            LocalDateTime exact = parse(time);
            LocalDateTime held = parse(shorter);
            long unit = 1_000_000_000L;
            for (int i = 0; i < digits; i++) {
                unit /= 10;
            }
            Duration off = Duration.between(exact, held).abs();
            return held.getNano() % unit == 0 && off.compareTo(Duration.ofNanos(unit)) < 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** A time of a day stands for itself on any day. */
    private static LocalDateTime parse(String text) {
        String whole = text.indexOf('-') > 0 ? text : "2000-01-01 " + text;
        return LocalDateTime.parse(whole.length() == 10 ? whole + "T00:00:00" : whole.replace(' ', 'T'));
    }
}
