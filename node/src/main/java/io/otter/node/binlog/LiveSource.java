package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source as it is now, beside the stream that is being read. Used by the reader's thread. */
public interface LiveSource {
    boolean isMariadb();

    /** Rows as texts, NULL as null. */
    List<List<@Nullable String>> query(String sql) throws IOException;

    /** Every DDL from {@code from} to the present end of the log; reads through all of it. */
    List<LoggedDdl> ddlSince(BinlogPosition from) throws IOException, InterruptedException;
}
