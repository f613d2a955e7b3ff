package io.otter.node.snapshot;

import io.otter.node.binlog.Row;
import java.util.List;

/**
 * Rows that follow each other in the order of their key.
 *
 * @param gone keys of rows that were looked for and are not there so spelled, without values of other columns
 * @param place the last key
 * @param end whether no row follows
 */
public record Chunk(CopySource source, List<Row> rows, List<Row> gone, long bytes, String place, boolean end) {}
