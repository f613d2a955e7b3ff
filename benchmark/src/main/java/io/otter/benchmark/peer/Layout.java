package io.otter.benchmark.peer;

/** What lies between two sites. */
public enum Layout {
    /** Nothing: one node beside both servers. */
    ONE_SITE("one site"),
    /** Likewise, and TLS to both servers. */
    ENCRYPTED("one site, TLS"),
    /** A node at either site, and the link between them. */
    TWO_NODES("node to node"),
    /** One node at the source, and the link between it and the target. */
    WRITE_ACROSS("one node at the source"),
    /** One node at the target, and the link between it and the source. */
    READ_ACROSS("one node at the target");

    private final String title;

    Layout(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
