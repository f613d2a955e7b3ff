package io.otter.manager.web;

import io.otter.common.error.OtterException;
import io.otter.manager.text.Tellable;
import io.otter.manager.text.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Formats numbers and times for people; available to templates as {@code @words}. Thread-safe. */
@Component("words")
public final class PageFormats {
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    /** A duration in its largest unit; "–" for null. */
    public String millis(@Nullable Long millis) {
        if (millis == null) {
            return "–";
        }
        if (millis < 1_000) {
            return millis + unit(" ms", " 毫秒");
        }
        if (millis < 120_000) {
            return String.format(Locale.ROOT, "%.1f", millis / 1000.0) + unit(" s", " 秒");
        }
        Duration duration = Duration.ofMillis(millis);
        if (duration.toHours() < 2) {
            return duration.toMinutes() + unit(" min", " 分钟");
        }
        return duration.toDays() < 3 ? duration.toHours() + unit(" h", " 小时") : duration.toDays() + unit(" d", " 天");
    }

    /** Likewise, of a delay, which may be unknown. */
    public String delay(@Nullable Long millis) {
        return millis == null ? unit("unknown", "未知") : millis(millis);
    }

    /** In the language of the page. */
    private static String unit(String english, String chinese) {
        return LocaleContextHolder.getLocale().getLanguage().equals("zh") ? chinese : english;
    }

    /** The translatable text of a fault; null when its text comes from a node or server. */
    public @Nullable Text text(OtterException fault) {
        return fault instanceof Tellable tellable ? tellable.text() : null;
    }

    /** The time of a stage; "–" for 0, which means that there was no batch. */
    public String stage(double millis) {
        if (millis == 0) {
            return "–";
        }
        return millis < 10
                ? String.format(Locale.ROOT, "%.1f", millis) + unit(" ms", " 毫秒")
                : millis(Math.round(millis));
    }

    /** How long ago, in whole units. */
    public String ago(Instant instant) {
        long seconds = Math.max(0, Duration.between(instant, Instant.now()).toSeconds());
        return seconds < 120 ? seconds + unit(" s", " 秒") : millis(seconds * 1000);
    }

    /** Typed seconds, in their largest unit that is exact; what is no number stays as it is. */
    public String seconds(String typed) {
        if (!typed.matches("\\d{1,15}")) {
            return typed;
        }
        long seconds = Long.parseLong(typed);
        if (seconds >= 7_200 && seconds % 3_600 == 0) {
            return count(seconds / 3_600) + unit(" h", " 小时");
        }
        return seconds >= 120 && seconds % 60 == 0
                ? count(seconds / 60) + unit(" min", " 分钟")
                : count(seconds) + unit(" s", " 秒");
    }

    /** A typed number of rows; what is no number stays as it is. */
    public String rows(String typed) {
        return typed.matches("\\d{1,15}")
                ? count(Long.parseLong(typed)) + unit(typed.equals("1") ? " row" : " rows", " 行")
                : typed;
    }

    /** Milliseconds since the epoch, as in the log. */
    public Instant atMillis(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis);
    }

    /** Date and time in UTC, to the second. */
    public String exact(Instant instant) {
        return EXACT.format(instant);
    }

    public String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A rate; "–" for null. */
    public String number(@Nullable Double number) {
        if (number == null) {
            return "–";
        }
        return String.format(Locale.ROOT, number < 10 && number % 1 != 0 ? "%.1f" : "%,.0f", number);
    }

    /** A size in the largest unit of which there is one. */
    public String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        // What is shown rounded as 1024 is one of the next unit.
        while (size >= (unit == 0 ? 1024 : 1023.95) && unit < SIZES.size() - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f", size).replaceFirst("\\.0$", "") + " " + SIZES.get(unit);
    }

    /** A name as part of a URL within double quotes in a shell. */
    public String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A regular expression for HTML that matches exactly this text. */
    public String exactly(String text) {
        return text.strip().replaceAll("[\\\\^$.*+?()\\[\\]{}|/]", "\\\\$0");
    }

    /** A name quoted for a shell. */
    public String shell(String name) {
        return name.matches("[A-Za-z0-9._-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
