package io.otter.arbitrate.session;

/** The state of the session with ZooKeeper. */
public enum SessionState {
    CONNECTED,
    /** No contact with ZooKeeper: our ephemeral nodes may be deleted at any moment, so nothing new may start. */
    SUSPENDED,
    /** The session and its ephemeral nodes are gone: whatever depends on them must be dropped. */
    LOST
}
