package io.otter.arbitrate.ddl;

/**
 * An operator's decision.
 *
 * @param sql what is run with {@link Choice#REPLACE}, else empty
 * @param by the user
 * @param timeMillis milliseconds since the epoch
 */
public record DdlAnswer(Choice choice, String sql, String by, long timeMillis) {
    /** What becomes of the statement. */
    public enum Choice {
        RUN,
        SKIP,
        /** Run another statement in its place. */
        REPLACE
    }
}
