package io.otter.manager.channel;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.otter.database.precheck.CheckResult;
import io.otter.database.precheck.Severity;

/**
 * One check of a channel's set-up.
 *
 * @param pipeline its name, empty for what concerns the whole channel
 * @param name of the check, e.g. {@code binlog-format}
 * @param fixSql SQL that mends it; empty when it passed or when no SQL can
 */
public record ChannelCheck(
        String pipeline, String name, Severity severity, boolean passed, String message, String fixSql) {
    static ChannelCheck of(CheckResult result) {
        return new ChannelCheck(
                result.pipeline(),
                result.check(),
                result.severity(),
                result.passed(),
                result.message(),
                result.fixSql());
    }

    /** Whether this forbids a start. */
    @JsonIgnore
    public boolean blocks() {
        return !passed && severity == Severity.MANDATORY;
    }
}
