package io.otter.communication;

import java.time.Duration;

/**
 * What two peers found out about each other while they shook hands.
 *
 * @param peer the other side as host and port
 * @param nid its number, proved as far as {@link Credentials} go
 * @param sessionId by which another connection goes on with this one
 * @param compression of what is long, in both directions
 * @param roundTrip how long a message and its answer took
 * @param resume how long a lost connection may be made again; zero for never
 * @param version of the messages, see {@link Handshake#NEWEST}
 */
record Agreement(
        String peer,
        int nid,
        byte[] sessionId,
        Compression compression,
        Duration roundTrip,
        Duration resume,
        int version) {}
