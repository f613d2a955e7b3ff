package io.otter.node.binlog;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.util.List;

/** Knows the tables as they were at the place in the log that is being read. Used by the reader's thread. */
public interface SourceSchemas {
    /** Comes before everything else, and again after each reconnection with the place that reading goes on from. */
    void begin(BinlogPosition at, LiveSource live) throws IOException, InterruptedException;

    /**
     * The table at {@code at}, the present place in the log.
     *
     * @param logged as the log has it; the answer has as many columns, but for those that MariaDB hides at the end: hashes of
     *     unique keys that are too long for an index
     * @throws OtterException SCHEMA_UNKNOWN rather than an answer that might be of another time
     */
    TableSchema find(BinlogPosition at, LoggedTable logged) throws IOException, InterruptedException;

    /** The names of the known tables of a schema, at the present place in the log. */
    List<String> tablesOf(String schema);

    /** Follows a DDL; one that was already followed changes nothing. */
    void apply(LoggedDdl ddl);
}
