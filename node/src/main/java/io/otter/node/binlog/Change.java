package io.otter.node.binlog;

/** A single change within a source transaction. */
public sealed interface Change permits RowChange, DdlChange {}
