package io.otter.common.model;

/** A source column and the target column it goes to. In {@link ColumnPairMode#EXCLUDE} only the source column counts. */
public record ColumnPair(String source, String target) {}
