package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import com.taobao.tddl.dbsync.binlog.event.RotateLogEvent;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Groups the events of one connection into transactions. Rows of an XA transaction are delivered when it is prepared,
 * because that is where the log has them; an XA ROLLBACK of such rows later is an error. Single-threaded.
 */
final class TransactionAssembler implements EventDecoder.Handler {
    /** With statement logging, these are logged for a temporary table without saying that it is temporary. */
    private static final Pattern OF_TEMPORARY_TABLES =
            Pattern.compile("(?is)(?:alter|truncate|rename|(?:create|drop)\\s+(?:\\w+\\s+)?index)\\b.*");

    private final EventDecoder decoder;
    private final SourceSchemas schemas;
    private final SessionVariables variables;
    private final Function<TableMap, LoggedTable> metadata;
    private final BiPredicate<String, String> wanted;
    private final PieceWriter writer;
    private final LogPlace place;
    private final LongObjectMap<Table> tables = new LongObjectHashMap<>();
    private final Set<String> preparedWithRows = new HashSet<>();

    private boolean inTransaction;
    private boolean inIneffectiveAlter;

    /** A table map and, if the table is wanted, its schema. */
    private record Table(
            TableMap map, boolean wanted, @Nullable TableSchema schema, byte[] bytes) {}

    TransactionAssembler(
            EventDecoder decoder,
            SourceSchemas schemas,
            SessionVariables variables,
            Function<TableMap, LoggedTable> metadata,
            BiPredicate<String, String> wanted,
            PieceWriter writer,
            LogPlace place) {
        this.decoder = decoder;
        this.schemas = schemas;
        this.variables = variables;
        this.metadata = metadata;
        this.wanted = wanted;
        this.writer = writer;
        this.place = place;
    }

    @Override
    public void handle(BinlogEvent event) throws IOException, InterruptedException {
        switch (event.type()) {
            case BinlogEvent.TABLE_MAP -> tableMap(event);
            case BinlogEvent.QUERY -> query(event);
            case BinlogEvent.XID -> commit(event);
            case BinlogEvent.XA_PREPARE -> xaPrepare(event);
            case BinlogEvent.MYSQL_GTID, BinlogEvent.ANONYMOUS_GTID, BinlogEvent.MARIADB_GTID -> gtid(event);
            case BinlogEvent.ROTATE -> rotate(event);
            case BinlogEvent.HEARTBEAT, BinlogEvent.HEARTBEAT_V2 -> writer.flushPosition(true);
            case BinlogEvent.TAGGED_GTID -> throw unsupported("tagged GTIDs");
            case BinlogEvent.INCIDENT ->
                throw unsupported("an incident event: the source says that its log lost events");
            case BinlogEvent.MARIADB_START_ENCRYPTION -> throw unsupported("an encrypted log");
            case BinlogEvent.PARTIAL_UPDATE_ROWS -> partialJson(event);
            default -> {
                if (event.rowsKind() >= 0) {
                    rows(event);
                } else if (!inTransaction && place.passive(event.type())) {
                    place.advance(event.end());
                }
            }
        }
    }

    private void gtid(BinlogEvent event) throws InterruptedException {
        String gtid = EventDecoder.gtid(event);
        inTransaction =
                event.type() == BinlogEvent.MARIADB_GTID && (event.body().getUint8(12) & 1) == 0;
        inIneffectiveAlter = EventDecoder.isIneffectiveAlter(event);
        place.begin(gtid, EventDecoder.commitMillis(event));
        writer.begin(gtid);
    }

    private void tableMap(BinlogEvent event) throws IOException, InterruptedException {
        long id = event.tableId();
        Table known = tables.get(id);
        if (known != null
                && Arrays.equals(
                        known.bytes,
                        BinlogEvent.HEADER,
                        known.bytes.length,
                        event.bytes(),
                        BinlogEvent.HEADER,
                        event.length())) {
            return;
        }
        TableMap map = TableMap.of(event);
        boolean take = wanted.test(map.schema(), map.table());
        TableSchema schema = take ? schemas.find(place.position(), metadata.apply(map)) : null;
        if (schema != null && isSequence(schema)) {
            schema = null; // the target's sequences count for themselves
        }
        if (schema != null && !map.isOf(schema)) {
            throw new OtterException(
                    ErrorCode.SCHEMA_UNKNOWN,
                    "table " + map.schema() + "." + map.table() + " has " + map.types().length
                            + " columns in the log at " + place.position() + ", but "
                            + schema.columns().size()
                            + " are known.");
        }
        byte[] bytes = Arrays.copyOf(event.bytes(), event.length());
        tables.put(id, new Table(map, take, schema, bytes));
    }

    /** MariaDB logs the state of a sequence as rows of its only table. */
    private static boolean isSequence(TableSchema schema) {
        return schema.columns().size() == 8
                && schema.columns().get(0).name().equals("next_not_cached_value")
                && schema.columns().get(7).name().equals("cycle_count");
    }

    private void rows(BinlogEvent event) throws IOException, InterruptedException {
        Table table = tables.get(event.tableId());
        if (table == null) {
            throw new IllegalArgumentException("rows of an unknown table id at " + place.position());
        }
        if (!inTransaction) {
            begin(event);
        }
        TableSchema schema = table.schema;
        if (schema != null) {
            RowDecoder.decode(event, table.map, schema, change -> writer.add(change, place));
        }
    }

    private void begin(BinlogEvent event) {
        inTransaction = true;
        place.commitMillis(event.timestampMillis());
    }

    private void query(BinlogEvent event) throws IOException, InterruptedException {
        if (EventDecoder.isBegin(event)) {
            begin(event);
            return;
        }
        LoggedQuery query = decoder.query(event);
        LoggedStatement statement = LoggedStatement.of(query.sql());
        switch (statement.kind()) {
            case BEGIN, XA_START -> begin(event);
            case COMMIT -> commit(event);
            case ROLLBACK -> {
                writer.discard(place);
                commit(event);
            }
            case ROLLBACK_TO_SAVEPOINT -> {
                if (writer.hasRows()) {
                    throw unsupported("ROLLBACK TO SAVEPOINT of a transaction over tables of different engines");
                }
            }
            case XA_COMMIT -> {
                preparedWithRows.remove(xidOf(statement.text()));
                commit(event);
            }
            case XA_ROLLBACK -> {
                if (preparedWithRows.remove(xidOf(statement.text()))) {
                    throw unsupported("XA ROLLBACK of rows that are already delivered: " + statement.text());
                }
                commit(event);
            }
            case DDL -> {
                // MariaDB logs CREATE TABLE … SELECT as a DDL inside the transaction of its rows.
                if (inTransaction) {
                    ddlWithRows(event, query, query.sql());
                } else if (inIneffectiveAlter) {
                    commit(event);
                } else if (query.errorCode() != 0 && statement.truncates()) {
                    commit(event); // MySQL 5.6 also logs those that failed
                } else if (event.usesTemporaryTables()
                        && OF_TEMPORARY_TABLES.matcher(statement.text()).matches()) {
                    commit(event);
                } else {
                    ddl(event, query);
                }
            }
            case DDL_WITH_ROWS -> ddlWithRows(event, query, statement.withoutTransaction());
            case DML -> dml(event, query.schema(), statement.text());
            case OTHER -> {
                if (!inTransaction) {
                    if (statement.isAboutView()) {
                        schemas.apply(new LoggedDdl(place.position(), query.schema(), query.sql()));
                    }
                    commit(event);
                }
            }
        }
    }

    private void ddl(BinlogEvent event, LoggedQuery query) throws InterruptedException {
        place.commitMillis(event.timestampMillis());
        place.end(event.end());
        List<TableName> dropped = DatabaseStatement.of(query.sql(), query.schema())
                .filter(DatabaseStatement::drops)
                .map(statement -> wantedOf(statement.schema()))
                .orElse(List.of());
        SourceSchemas.Followed followed = follow(place.position(), query.schema(), query.sql());
        if (followed.isOfViews()) {
            commit(event); // a view has another name; the target has none of it
            return;
        }
        writer.ddl(change(event, query, query.sql(), followed.known().dropping(dropped)), place, true);
        inTransaction = false;
    }

    private DdlChange change(BinlogEvent event, LoggedQuery query, String sql, DdlChange.Known known) {
        return new DdlChange(query.schema(), sql, variables.of(query.status(), event.timestampMillis() / 1000), known);
    }

    /** A dropped database drops its tables without naming them in the log. */
    private List<TableName> wantedOf(String schema) {
        return schemas.tablesOf(schema).stream()
                .filter(table -> wanted.test(schema, table))
                .map(table -> new TableName(schema, table))
                .toList();
    }

    /** The rows follow in the same transaction, so the DDL is delivered with the position before it. */
    private void ddlWithRows(BinlogEvent event, LoggedQuery query, String sql) throws InterruptedException {
        if (writer.hasRows()) {
            throw unsupported("DDL within a transaction that has rows: " + sql);
        }
        inTransaction = true;
        SourceSchemas.Followed followed = follow(place.within(event.end()), query.schema(), sql);
        writer.ddl(change(event, query, sql, followed.known()), place, false);
    }

    private SourceSchemas.Followed follow(BinlogPosition at, String schema, String sql) {
        tables.clear();
        return schemas.apply(new LoggedDdl(at, schema, sql));
    }

    private void dml(BinlogEvent event, String schema, String sql) throws InterruptedException {
        List<String> mapped = StatementTables.of(schema, sql).stream()
                .filter(table -> wanted.test(table.schema(), table.table()))
                .map(TableName::toString)
                .distinct()
                .toList();
        if (mapped.isEmpty()) {
            if (!inTransaction) {
                commit(event);
            }
            return;
        }
        throw new OtterException(
                ErrorCode.BINLOG_NOT_ROW,
                "the log at " + place.position() + " contains a statement instead of rows, for "
                        + String.join(", ", mapped) + ": " + sql.split("\\s", 2)[0] + " …");
    }

    private void commit(BinlogEvent event) throws InterruptedException {
        place.end(event.end());
        writer.end(place);
        inTransaction = false;
    }

    private void xaPrepare(BinlogEvent event) throws InterruptedException {
        LogBuffer body = event.body();
        boolean onePhase = body.getUint8() != 0;
        if (!onePhase && writer.hasRows()) {
            preparedWithRows.add(xid(body));
        }
        commit(event);
    }

    private void rotate(BinlogEvent event) throws IOException, InterruptedException {
        RotateLogEvent rotate = decoder.rotate(event);
        tables.clear();
        if (place.rotate(rotate.getFilename(), rotate.getPosition())) {
            writer.rotated(place);
        }
    }

    private void partialJson(BinlogEvent event) {
        Table table = tables.get(event.tableId());
        if (table == null || table.wanted) {
            throw unsupported("partial JSON updates; SET GLOBAL binlog_row_value_options = '' on the source");
        }
    }

    /** Formatted as in the logged {@code XA COMMIT} and {@code XA ROLLBACK}. MariaDB logs no {@code XA START}. */
    private static String xid(LogBuffer body) {
        long format = body.getUint32();
        int global = (int) body.getUint32();
        int branch = (int) body.getUint32();
        HexFormat hex = HexFormat.of();
        String first = global == 0 ? "" : hex.formatHex(body.getData(global));
        String second = branch == 0 ? "" : hex.formatHex(body.getData(branch));
        return "X'" + first + "',X'" + second + "'," + format;
    }

    private static String xidOf(String sql) {
        String rest = sql.replaceFirst("(?is)^xa\\s+\\w+\\s+", "").replaceFirst("(?is)\\s+one\\s+phase\\s*$", "");
        return rest.trim();
    }

    private OtterException unsupported(String what) {
        return new OtterException(
                ErrorCode.BINLOG_UNSUPPORTED, "the log at " + place.position() + " contains " + what + ".");
    }
}
