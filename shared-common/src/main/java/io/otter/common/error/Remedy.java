package io.otter.common.error;

/** What it takes to go on after a fault. */
public enum Remedy {
    /** Time alone may help: who meets it tries again. */
    TIME,
    /** Somebody may have removed its cause without telling Otter, so that a start may help. */
    START,
    /** Somebody has to decide or to change something here first; until then a start meets the same again. */
    DECISION
}
