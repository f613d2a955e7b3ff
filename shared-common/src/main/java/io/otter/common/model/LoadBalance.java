package io.otter.common.model;

/** Which of the living load nodes a run loads at. */
public enum LoadBalance {
    /** The node that selects if it may load, too, which costs no network; else the first. */
    STICK,
    /** At each start of a run the next one. */
    ROUND_ROBIN,
    /** Any. */
    RANDOM
}
