package io.otter.common.model;

/** The state of a channel that the operator wants. Whether rows actually flow is derived from facts, never from it. */
public enum ChannelStatus {
    START,
    PAUSE,
    STOP
}
