package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source's current state, queried alongside the stream that is being read. Called on the reader's thread. */
public interface LiveSource {
    boolean isMariadb();

    /** The current end of the log, by file and offset. */
    BinlogPosition end() throws IOException;

    /** Rows as text; SQL NULL is null. */
    List<List<@Nullable String>> query(String sql) throws IOException;

    /**
     * Every DDL from {@code from} to the current end of the log; reads all of it.
     *
     * @param from when it was read from another server, its GTID set counts
     */
    List<LoggedDdl> ddlSince(BinlogPosition from) throws IOException, InterruptedException;

    /** Likewise, but those up to {@code to} only, which is in this server's log. */
    List<LoggedDdl> ddlBetween(BinlogPosition from, BinlogPosition to) throws IOException, InterruptedException;
}
