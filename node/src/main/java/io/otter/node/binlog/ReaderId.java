package io.otter.node.binlog;

import java.util.random.RandomGenerator;

/**
 * The server_id that a reader registers with. A server serves one reader of each id, the latest: two with the same would end
 * each other for ever, so whoever is ended takes another.
 */
record ReaderId(long value) {
    private static final long LARGEST = 0xffff_ffffL;
    /** Servers seldom have ids as large as this. */
    private static final long FIRST_OF_OTHERS = 0x8000_0000L;

    ReaderId another(RandomGenerator random) {
        long other = random.nextLong(FIRST_OF_OTHERS, LARGEST);
        return new ReaderId(other == value ? LARGEST : other);
    }
}
