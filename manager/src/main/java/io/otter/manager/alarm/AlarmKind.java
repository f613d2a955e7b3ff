package io.otter.manager.alarm;

/** What a rule looks at; the names are those of column MONITOR_NAME. */
public enum AlarmKind {
    /** Rows arrive later than this many seconds. */
    DELAYTIME,
    /** No node has reported for this many seconds. */
    PIPELINETIMEOUT,
    /** The position has not moved for this many seconds although something waits. */
    POSITIONTIMEOUT,
    /** A batch is in flight for this many seconds. */
    PROCESSTIMEOUT,
    /** An error, a log record or the reason of a pause has one of these words. */
    EXCEPTION,
    /** For this many seconds no node runs it, or a fault has paused it. Not one of alibaba/otter's. */
    NOTRUNNING;

    /** Whether the threshold is words; else it is seconds. */
    public boolean words() {
        return this == EXCEPTION;
    }

    /** What a new rule says. */
    public String initial() {
        return switch (this) {
            case DELAYTIME, PIPELINETIMEOUT, POSITIONTIMEOUT -> "600";
            case PROCESSTIMEOUT, NOTRUNNING -> "60";
            case EXCEPTION -> "ERROR,EXCEPTION";
        };
    }
}
