package io.otter.manager.inherited;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.otter.database.precheck.Found;
import io.otter.database.precheck.Severity;

/**
 * A setting of alibaba/otter that does nothing here, or something else.
 *
 * @param channel its name
 * @param pipeline its name, empty for the whole channel
 * @param check name of the check before a start
 * @param severity whether it prevents a start
 */
public record InheritedSetting(
        String channel,
        String pipeline,
        String check,
        Severity severity,
        @JsonIgnore Found found) {
    /** The reason, in English. */
    @JsonProperty
    public String reason() {
        return found.toString();
    }
}
