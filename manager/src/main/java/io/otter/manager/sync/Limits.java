package io.otter.manager.sync;

/**
 * The allowed range of a number.
 *
 * @param least inclusive
 * @param most inclusive
 */
public record Limits(int least, int most) {
    public static final Limits PARALLELISM = new Limits(1, 64);
    public static final Limits BATCH_ROWS = new Limits(1, 1_000_000);
    public static final Limits BATCH_BYTES = new Limits(1024, 64 * 1024 * 1024);
    public static final Limits LOAD_POOL_SIZE = new Limits(1, 128);
    /** 0 for none. */
    public static final Limits HEARTBEAT_SECONDS = new Limits(0, 3_600);

    /** Rows a minute; 0 for none. */
    public static final Limits VERIFY_SAMPLE = new Limits(0, 6_000);

    public static final Limits WEIGHT = new Limits(1, 1_000_000);
    public static final Limits PORT = new Limits(1, 65_535);
    public static final Limits NID = new Limits(1, Integer.MAX_VALUE);

    /** The nearest allowed value. */
    public int clamp(int value) {
        return Math.min(Math.max(value, least), most);
    }

    public boolean allows(long value) {
        return value >= least && value <= most;
    }
}
