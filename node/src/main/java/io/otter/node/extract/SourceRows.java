package io.otter.node.extract;

import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.control.BufferTable;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Current rows of the source by primary key, with values of the types that {@link Row} lists. Many rows are read over several
 * connections at once. One thread at a time.
 */
final class SourceRows implements AutoCloseable {
    private static final int READERS = 4;

    private final String name;
    private final List<RowReader> readers;
    private final Map<TableName, Optional<SourceTable>> tables = new HashMap<>();
    private final LookedUp looked = new LookedUp();
    /** How often the definitions were forgotten. */
    private int reading;

    private @Nullable ExecutorService threads;

    /** @param name of the threads */
    SourceRows(String name, DataMediaSource source, DatabaseConnector connector) {
        this.name = name;
        readers = Stream.generate(() -> new RowReader(source, connector))
                .limit(READERS)
                .toList();
    }

    /** The table's current definition; empty when it does not exist. */
    Optional<SourceTable> table(TableName table) {
        Optional<SourceTable> known = tables.get(table);
        if (known == null) {
            known = readers.get(0).run(open -> {
                // Read first: a change between the two queries is then noticed by the first look-up.
                long changedSeconds = SourceTable.Version.of(open, table).changedSeconds();
                return new TableCatalog()
                        .find(open, table.schema(), table.table())
                        .map(meta -> new SourceTable(schema(meta), changedSeconds));
            });
            tables.put(table, known);
        }
        return known;
    }

    /** Forgets the table definitions, after a DDL. */
    void forget() {
        tables.clear();
        reading++;
    }

    /** Grows whenever the definitions are forgotten. */
    int reading() {
        return reading;
    }

    /** What was looked up, and how much more may be. */
    LookedUp looked() {
        return looked;
    }

    /** Adds lines to {@code retl.retl_buffer}. @throws OtterException if the source does not take them */
    void addLines(List<BufferTable.Line> lines) {
        readers.get(0).run(open -> {
            new BufferTable(open).add(lines);
            return lines.size();
        });
    }

    /** The highest id in {@code retl.retl_buffer}; empty if it cannot be read. */
    OptionalLong highestBufferId() {
        try {
            return readers.get(0).run(open -> new BufferTable(open).highestId());
        } catch (OtterException | LookAgainException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Rows by their keys; those that no longer exist are left out.
     *
     * @param keys primary key values, each of a type that a statement can bind
     * @throws LookAgainException if the table's definition has changed, or the rows stay locked
     * @throws LookedUp.TooLargeException if they take more memory than may be
     */
    List<Row> find(SourceTable table, List<List<Object>> keys) {
        int parts = Math.min(READERS, (keys.size() + RowReader.KEYS_PER_QUERY - 1) / RowReader.KEYS_PER_QUERY);
        if (parts <= 1 || readers.get(0).mayBeLarge(table)) {
            return readers.get(0).find(table, keys, looked);
        }
        int size = (keys.size() + parts - 1) / parts;
        List<Future<List<Row>>> found = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            RowReader reader = readers.get(i);
            List<List<Object>> some = keys.subList(i * size, Math.min(keys.size(), (i + 1) * size));
            found.add(threads().submit(() -> reader.find(table, some, looked)));
        }
        return joined(found, keys.size());
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
        readers.forEach(RowReader::close);
    }

    /** Once all have ended, since none of them may be at a connection afterwards. */
    private static List<Row> joined(List<Future<List<Row>>> found, int rows) {
        List<Row> all = new ArrayList<>(rows);
        @Nullable RuntimeException fault = null;
        boolean interrupted = false;
        for (Future<List<Row>> part : found) {
            try {
                all.addAll(part.get());
            } catch (ExecutionException e) {
                fault = e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new LookAgainException("the look-up was given up");
        }
        if (fault != null) {
            throw fault;
        }
        return all;
    }

    private ExecutorService threads() {
        ExecutorService known = threads;
        if (known == null) {
            known = Executors.newFixedThreadPool(READERS, task -> new Thread(task, name + "-lookup"));
            threads = known;
        }
        return known;
    }

    private static TableSchema schema(TableMeta meta) {
        return TypedRows.schema(meta)
                .orElseThrow(() -> new LookAgainException(meta.name() + " was changed between two looks at it"));
    }

    /** A DDL that the log has not reached yet changed the table, or rows stay locked. */
    static final class LookAgainException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LookAgainException(String message) {
            super(message);
        }
    }
}
