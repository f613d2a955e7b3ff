package io.otter.arbitrate.ddl;

/**
 * An operator's decision.
 *
 * @param sql the statement to run for {@link Choice#REPLACE}, otherwise empty
 * @param by the user
 * @param timeMillis milliseconds since the epoch
 */
public record DdlAnswer(Choice choice, String sql, String by, long timeMillis) {
    /** What to do with the statement. */
    public enum Choice {
        RUN,
        SKIP,
        /** Run another statement instead. */
        REPLACE
    }
}
