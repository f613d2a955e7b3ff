package io.otter.node.transform;

/**
 * A source column on its way to a target column.
 *
 * @param source index into the source table's columns
 * @param target name at the target
 */
public record ColumnMapping(int source, String target) {}
