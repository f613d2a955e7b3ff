package io.otter.database.precheck;

/** What a failed check means. */
public enum Severity {
    /** The channel cannot start. */
    MANDATORY,
    /** The channel can start; something may go wrong or be missing. */
    WARNING
}
