package io.otter.manager.channel;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.List;
import java.util.stream.Collectors;

/** A channel failed its checks; carries all results. */
public final class PrecheckFailedException extends OtterException {
    private static final long serialVersionUID = 1L;

    private final transient List<ChannelCheck> checks;

    PrecheckFailedException(String channel, List<ChannelCheck> checks) {
        super(
                ErrorCode.PRECHECK_FAILED,
                "channel " + channel + ": "
                        + checks.stream()
                                .filter(ChannelCheck::blocks)
                                .map(check -> check.pipeline() + ": " + check.message())
                                .collect(Collectors.joining(" ")));
        this.checks = List.copyOf(checks);
    }

    /** All results, including passed checks. */
    public List<ChannelCheck> checks() {
        return checks;
    }
}
