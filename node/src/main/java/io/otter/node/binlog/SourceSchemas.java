package io.otter.node.binlog;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table definitions at the place in the log that is being read. Called on the reader's thread. */
public interface SourceSchemas {
    /** Called before anything else, and again after each reconnection with the position where reading resumes. */
    void begin(BinlogPosition at, LiveSource live) throws IOException, InterruptedException;

    /**
     * The table at {@code at}, the current position.
     *
     * @param logged as the log describes it. The result has as many columns, except for those that MariaDB hides at the
     *     end: hashes of unique keys that are too long for an index. Null when rows of the table are to be left out
     * @throws OtterException SCHEMA_UNKNOWN rather than a definition that may be from another time
     */
    @Nullable
    TableSchema find(BinlogPosition at, LoggedTable logged) throws IOException, InterruptedException;

    /** The names of the known tables of a schema at the current position. */
    List<String> tablesOf(String schema);

    /**
     * What a DDL was about.
     *
     * @param isOfViews whether it is about views only
     * @param collation of columns, or of a database, where the statement leaves it open; empty if not known
     */
    record Followed(boolean isOfViews, String collation) {}

    /** Follows a DDL, also of views; one that was already followed changes nothing. */
    Followed apply(LoggedDdl ddl) throws IOException, InterruptedException;

    /**
     * What has become known since the last call and is to be kept with the checkpoint; null if nothing has.
     *
     * @param end the end of the last transaction of which {@code find} and {@code apply} were called
     */
    @Nullable
    SchemaNews news(BinlogPosition end);
}
