package io.otter.node.sql;

import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.OpenText;
import java.util.List;

/**
 * What a statement says, and what it leaves to the server.
 *
 * @param open where it leaves character sets open
 * @param filling what it may put into rows that are there
 */
public record ReadStatement(SqlStatement statement, List<OpenText> open, DdlChange.Filling filling) {
    public ReadStatement {
        open = List.copyOf(open);
    }
}
