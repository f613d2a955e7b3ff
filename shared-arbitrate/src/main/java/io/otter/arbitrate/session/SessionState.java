package io.otter.arbitrate.session;

/** What is known of the session with ZooKeeper. */
public enum SessionState {
    CONNECTED,
    /** Nothing is heard from ZooKeeper: ephemeral nodes may be gone any moment, so nothing new may begin. */
    SUSPENDED,
    /** The session is over and its ephemeral nodes with it: everything that rests on them must be dropped. */
    LOST
}
