package io.otter.communication;

/** How two processes prove themselves to each other; the ordinal is what they say on the wire. */
enum ProofKind {
    /** By the installation's key, which says nothing of the number. */
    SHARED_KEY(Handshake.PROOF),
    /** By a key of each process. */
    NODE_KEY(NodeKey.PROOF);

    private final int length;

    ProofKind(int length) {
        this.length = length;
    }

    /** Of a proof, in bytes. */
    int length() {
        return length;
    }

    /** In the set of kinds that a client says. */
    int bit() {
        return 1 << ordinal();
    }
}
