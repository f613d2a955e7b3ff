package io.otter.common.model;

/** What an operator wants of a channel. Whether rows really flow is derived from facts, never from this. */
public enum ChannelStatus {
    START,
    PAUSE,
    STOP
}
