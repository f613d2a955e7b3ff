package io.otter.node.binlog;

/** One thing that a source transaction did. */
public sealed interface Change permits RowChange, DdlChange {}
