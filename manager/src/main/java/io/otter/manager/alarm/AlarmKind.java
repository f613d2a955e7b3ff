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
    /** More than this many rows wait between select and load. */
    QUEUESIZE,
    /** An error, a log record or the reason of a pause has one of these words. */
    EXCEPTION,
    /** For this many seconds no node runs it, or a fault has paused it. Not one of alibaba/otter's. */
    NOTRUNNING;

    /** What a threshold is. */
    public enum Unit {
        SECONDS,
        ROWS,
        WORDS
    }

    public Unit unit() {
        return switch (this) {
            case DELAYTIME, PIPELINETIMEOUT, POSITIONTIMEOUT, PROCESSTIMEOUT, NOTRUNNING -> Unit.SECONDS;
            case QUEUESIZE -> Unit.ROWS;
            case EXCEPTION -> Unit.WORDS;
        };
    }

    /** What a new rule says. */
    public String initial() {
        return switch (this) {
            case DELAYTIME, PIPELINETIMEOUT, POSITIONTIMEOUT -> "600";
            case PROCESSTIMEOUT, NOTRUNNING -> "60";
            case QUEUESIZE -> "20000";
            case EXCEPTION -> "ERROR,EXCEPTION";
        };
    }
}
