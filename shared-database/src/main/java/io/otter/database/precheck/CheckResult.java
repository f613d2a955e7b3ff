package io.otter.database.precheck;

/**
 * What one check found.
 *
 * @param check its name, e.g. {@code binlog-format}; the same fault always has the same name
 * @param pipeline the pipeline's name
 * @param found naming server, table or column
 * @param fixSql statements that fix it at the named server; empty when it passed or when no SQL can fix it
 */
public record CheckResult(
        String check, String pipeline, Severity severity, boolean passed, Found found, String fixSql) {
    /** What was found, in English. */
    public String message() {
        return found.toString();
    }

    /** Whether this forbids a start. */
    public boolean blocks() {
        return !passed && severity == Severity.MANDATORY;
    }
}
