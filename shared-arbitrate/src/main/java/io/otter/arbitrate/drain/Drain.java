package io.otter.arbitrate.drain;

/**
 * That a node takes no work.
 *
 * @param by the user who wants it
 * @param sinceMillis milliseconds since the epoch
 */
public record Drain(String by, long sinceMillis) {}
