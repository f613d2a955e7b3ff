package io.otter.node.schema;

import io.otter.common.position.BinlogPosition;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.binlog.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the targets have not been told yet of a source's tables. Confined to the reader's thread. */
final class UntoldNews {
    /** As much of the log is read again at most when a pipeline starts. */
    private static final long UNPROVED_BYTES = 32L << 20;

    private final List<TableDefinition> news = new ArrayList<>();
    /** What was last told to be complete. */
    private @Nullable BinlogPosition complete;
    /** Where reading began, until that is told. */
    private @Nullable BinlogPosition begun;

    private boolean whole;

    /** Goes on with what the targets keep. */
    void begin(BinlogPosition at) {
        whole = false;
        begun = at;
    }

    /** Replaces what the targets keep. */
    void beginAnew(BinlogPosition at, List<TableDefinition> everything) {
        news.clear();
        news.addAll(everything);
        whole = true;
        begun = at;
    }

    void add(List<TableDefinition> definitions) {
        news.addAll(definitions);
    }

    void clear() {
        news.clear();
    }

    /** What is to be told with a transaction that ends there; null when that can wait. */
    @Nullable
    SchemaNews tell(BinlogPosition end) {
        BinlogPosition start = begun;
        if (start == null && news.isEmpty() && !isFar(end)) {
            return null;
        }
        SchemaNews told = new SchemaNews(whole, whole ? null : start, end, news);
        news.clear();
        begun = null;
        whole = false;
        complete = end;
        return told;
    }

    private boolean isFar(BinlogPosition end) {
        BinlogPosition last = complete;
        return last == null || !last.file().equals(end.file()) || end.offset() - last.offset() > UNPROVED_BYTES;
    }
}
