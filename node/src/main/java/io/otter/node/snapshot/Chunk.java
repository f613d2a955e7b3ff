package io.otter.node.snapshot;

import io.otter.node.binlog.Row;
import java.util.List;

/**
 * Rows that follow each other in the order of their key.
 *
 * @param place the last key
 * @param end whether no row follows
 */
public record Chunk(CopySource source, List<Row> rows, List<Integer> sizes, long bytes, String place, boolean end) {}
