package io.otter.manager.alarm;

/** What a rule watches; the names are those in column MONITOR_NAME. */
public enum AlarmKind {
    /** The delay of rows exceeds this many seconds. */
    DELAYTIME,
    /** No node has reported for this many seconds. */
    PIPELINETIMEOUT,
    /** The position has not moved for this many seconds although changes are waiting. */
    POSITIONTIMEOUT,
    /** A batch has been in flight for this many seconds. */
    PROCESSTIMEOUT,
    /** More than this many rows are between select and load. */
    QUEUESIZE,
    /** An error, a log record or the reason of a pause contains one of these words. */
    EXCEPTION,
    /** For this many seconds no node has run it, or a fault has paused it. Not in alibaba/otter. */
    NOTRUNNING,
    /** Both sides changed more than this many rows within the last hour. Not in alibaba/otter. */
    CONFLICTS,
    /** More than this many rows were put aside and wait for somebody. Not in alibaba/otter. */
    DEADLETTERS,
    /** The channel's last complete comparison found more than this many rows that differ. Not in alibaba/otter. */
    DIFFERENCES,
    /** The source will purge within this many seconds what the pipeline has yet to read. Not in alibaba/otter. */
    LOGPURGE;

    /** The unit of a threshold. */
    public enum Unit {
        SECONDS,
        ROWS,
        WORDS
    }

    public Unit unit() {
        return switch (this) {
            case DELAYTIME, PIPELINETIMEOUT, POSITIONTIMEOUT, PROCESSTIMEOUT, NOTRUNNING, LOGPURGE -> Unit.SECONDS;
            case QUEUESIZE, CONFLICTS, DEADLETTERS, DIFFERENCES -> Unit.ROWS;
            case EXCEPTION -> Unit.WORDS;
        };
    }

    /** The threshold of a new rule. */
    public String initial() {
        return switch (this) {
            case DELAYTIME, PIPELINETIMEOUT, POSITIONTIMEOUT -> "600";
            case PROCESSTIMEOUT, NOTRUNNING -> "60";
            case LOGPURGE -> "86400";
            case QUEUESIZE -> "20000";
            case CONFLICTS, DEADLETTERS, DIFFERENCES -> "0";
            case EXCEPTION -> "ERROR,EXCEPTION";
        };
    }
}
