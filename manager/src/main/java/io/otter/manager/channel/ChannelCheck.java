package io.otter.manager.channel;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.otter.database.precheck.CheckResult;
import io.otter.database.precheck.Finding;
import io.otter.database.precheck.Found;
import io.otter.database.precheck.Severity;
import io.otter.manager.inherited.InheritedSetting;
import io.otter.manager.spec.SyncCircle;
import io.otter.manager.text.Text;
import java.util.List;

/**
 * One check of a channel's set-up.
 *
 * @param pipeline its name, empty for a check of the whole channel
 * @param name of the check, e.g. {@code binlog-format}
 * @param fixSql SQL that fixes it; empty when it passed or when no SQL can
 */
public record ChannelCheck(
        String pipeline,
        String name,
        Severity severity,
        boolean passed,
        @JsonIgnore Found found,
        String fixSql) {
    public static ChannelCheck of(CheckResult result) {
        return new ChannelCheck(
                result.pipeline(), result.check(), result.severity(), result.passed(), result.found(), result.fixSql());
    }

    static ChannelCheck of(SyncCircle circle) {
        Found found = new Found(Finding.CIRCLE, List.of(circle.table(), circle.pipelines()));
        return new ChannelCheck("", "circle", Severity.MANDATORY, false, found, "");
    }

    static ChannelCheck of(InheritedSetting setting) {
        return new ChannelCheck(setting.pipeline(), setting.check(), setting.severity(), false, setting.found(), "");
    }

    /** What was found, in English. */
    @JsonProperty
    public String message() {
        return found.toString();
    }

    /** What was found, for pages. */
    @JsonIgnore
    public Text text() {
        return text(found);
    }

    /** Whether this prevents a start. */
    @JsonIgnore
    public boolean blocks() {
        return !passed && severity == Severity.MANDATORY;
    }

    private static Text text(Found found) {
        return Text.of(
                "check." + found.finding(),
                found.values().stream()
                        .map(value -> value instanceof Found inner ? text(inner) : value)
                        .toArray());
    }
}
