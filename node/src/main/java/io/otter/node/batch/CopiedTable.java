package io.otter.node.batch;

/**
 * How far a source table of a resync has been copied to all targets.
 *
 * @param place the last key, in the form of whoever reads chunks; empty before the first
 * @param rows copied so far
 */
public record CopiedTable(long runId, String schema, String table, boolean done, String place, long rows) {}
