package io.otter.database.precheck;

/** The consequence of a failed check. */
public enum Severity {
    /** The channel cannot start. */
    MANDATORY,
    /** The channel can start, but something may go wrong or be missing. */
    WARNING
}
