package io.otter.node.binlog;

/**
 * How far a source's log is read. Times are milliseconds since the epoch by the source's clock; 0 is never.
 *
 * @param nowMillis the time
 * @param heardMillis when the source last said anything
 * @param endMillis when it last said that its log ends where reading has come to
 * @param waitingMillis commit time of the oldest transaction that is not read to its end or not taken; 0 when there is none
 */
public record ReadProgress(long nowMillis, long heardMillis, long endMillis, long waitingMillis) {
    /** Of a source that has not been reached yet. */
    public static final ReadProgress NONE = new ReadProgress(0, 0, 0, 0);
}
