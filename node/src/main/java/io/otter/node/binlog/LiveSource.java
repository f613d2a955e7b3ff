package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source's current state, queried alongside the stream that is being read. Called on the reader's thread. */
public interface LiveSource {
    boolean isMariadb();

    /** Rows as text; SQL NULL is null. */
    List<List<@Nullable String>> query(String sql) throws IOException;

    /** Every DDL from {@code from} to the current end of the log; reads all of it. */
    List<LoggedDdl> ddlSince(BinlogPosition from) throws IOException, InterruptedException;
}
