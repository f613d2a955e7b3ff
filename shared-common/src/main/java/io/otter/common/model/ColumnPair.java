package io.otter.common.model;

/** Maps a source column to a target column. With {@link ColumnPairMode#EXCLUDE}, only the source column is used. */
public record ColumnPair(String source, String target) {}
