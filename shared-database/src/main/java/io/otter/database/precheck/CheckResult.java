package io.otter.database.precheck;

/**
 * The result of one check.
 *
 * @param check its name, e.g. {@code binlog-format}; stable for the same fault
 * @param pipeline the pipeline's name
 * @param found names server, table or column
 * @param fixSql statements that fix it at the named server; empty when it passed or when no SQL can fix it
 */
public record CheckResult(
        String check, String pipeline, Severity severity, boolean passed, Found found, String fixSql) {
    /** What was found, in English. */
    public String message() {
        return found.toString();
    }

    /** Whether this prevents a start. */
    public boolean blocks() {
        return !passed && severity == Severity.MANDATORY;
    }
}
