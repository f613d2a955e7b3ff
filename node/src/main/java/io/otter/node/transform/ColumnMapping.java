package io.otter.node.transform;

/**
 * Maps a source column to a target column.
 *
 * @param source index into the source table's columns
 * @param target name at the target
 */
public record ColumnMapping(int source, String target) {}
