package io.otter.node.binlog;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.database.control.ControlTable;
import io.otter.database.control.MarkTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables that rows events name by number, and which kinds of them a transaction writes. Single-threaded. */
final class TableMaps {
    private final SourceSchemas schemas;
    private final Function<TableMap, LoggedTable> metadata;
    private final Wanted wanted;
    private final LongObjectMap<Mapped> tables = new LongObjectHashMap<>();

    /** Whether the transaction writes to control tables: the position of another pipeline, say. */
    private boolean writesControls;

    private boolean writesOthers;

    /**
     * A table map.
     *
     * @param schema null unless the table is wanted
     * @param writtenThere see {@link Wanted#isWrittenThere}
     */
    record Mapped(TableMap map, boolean wanted, @Nullable TableSchema schema, boolean writtenThere, byte[] bytes) {
        boolean marks() {
            return MarkTable.is(map.schema(), map.table());
        }

        private boolean isIn(BinlogEvent event) {
            return Arrays.equals(
                    bytes, BinlogEvent.HEADER, bytes.length, event.bytes(), BinlogEvent.HEADER, event.length());
        }
    }

    TableMaps(SourceSchemas schemas, Function<TableMap, LoggedTable> metadata, Wanted wanted) {
        this.schemas = schemas;
        this.metadata = metadata;
        this.wanted = wanted;
    }

    /** @param dropped whether nobody takes the transaction's rows: then the columns need not be known */
    void read(BinlogEvent event, boolean dropped, BinlogPosition at) throws IOException, InterruptedException {
        long id = event.tableId();
        Mapped known = tables.get(id);
        if (known != null && known.isIn(event)) {
            note(known.map, known.wanted);
            return;
        }
        TableMap map = TableMap.of(event);
        boolean take = wanted.wants(map.schema(), map.table());
        note(map, take);
        if (dropped) {
            tables.remove(id);
            return;
        }
        tables.put(
                id,
                new Mapped(
                        map,
                        take,
                        take ? schema(map, at) : null,
                        take && wanted.isWrittenThere(map.schema(), map.table()),
                        Arrays.copyOf(event.bytes(), event.length())));
    }

    private @Nullable TableSchema schema(TableMap map, BinlogPosition at) throws IOException, InterruptedException {
        LoggedTable logged = metadata.apply(map);
        TableSchema schema = schemas.find(at, logged);
        if (schema == null || isSequence(schema)) {
            return null; // the target's sequences count for themselves
        }
        if (!map.isOf(schema, logged.hiddenHashes())) {
            throw new OtterException(
                    ErrorCode.SCHEMA_UNKNOWN,
                    "table " + map.schema() + "." + map.table() + " has " + map.types().length
                            + " columns in the log at " + at + ", but "
                            + schema.columns().size()
                            + " are known.");
        }
        return schema;
    }

    @Nullable
    Mapped of(BinlogEvent event) {
        return tables.get(event.tableId());
    }

    /** Forgets all: their definitions change, or their numbers are of another file. */
    void clear() {
        tables.clear();
    }

    /** Whether the transaction writes to control tables, and to nothing else. */
    boolean areControlsOnly() {
        return writesControls && !writesOthers;
    }

    /** Call at the end of each transaction. */
    void ended() {
        writesControls = false;
        writesOthers = false;
    }

    private void note(TableMap map, boolean taken) {
        boolean control = !taken && map.schema().equalsIgnoreCase(ControlTable.SCHEMA);
        writesControls |= control;
        writesOthers |= !control;
    }

    /** MariaDB logs the state of a sequence as rows of its only table. */
    private static boolean isSequence(TableSchema schema) {
        return schema.columns().size() == 8
                && schema.columns().get(0).name().equals("next_not_cached_value")
                && schema.columns().get(7).name().equals("cycle_count");
    }
}
