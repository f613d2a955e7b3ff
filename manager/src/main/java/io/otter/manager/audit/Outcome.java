package io.otter.manager.audit;

/** What became of an act. */
public enum Outcome {
    /** Something was done. */
    DONE,
    /** It was answered, and nothing was changed: a test, a look, a form that was not complete. */
    ANSWERED,
    REFUSED,
    FAILED,
    /** It was begun, and it is not known what became of it; the manager may have ended. */
    UNKNOWN
}
