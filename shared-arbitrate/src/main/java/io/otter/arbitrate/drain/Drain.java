package io.otter.arbitrate.drain;

/**
 * Marks a node that takes no work.
 *
 * @param by the user who drained it
 * @param sinceMillis milliseconds since the epoch
 */
public record Drain(String by, long sinceMillis) {}
