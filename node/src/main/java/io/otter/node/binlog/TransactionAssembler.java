package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import com.taobao.tddl.dbsync.binlog.event.RotateLogEvent;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.StatementKind;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Groups the events of one connection into transactions. Rows of an XA transaction are delivered when it is prepared,
 * because that is where the log has them; an XA ROLLBACK of such rows later is an error. Single-threaded.
 */
final class TransactionAssembler implements EventDecoder.Handler {
    /** Where a format description says when the server started; 0 in files after the first. */
    private static final int CREATED = 52;

    private final EventDecoder decoder;
    private final TableMaps tables;
    private final LoggedDefinitions definitions;
    private final LoggedStatements statements;
    private final PieceWriter writer;
    private final Savepoints savepoints = new Savepoints();
    private final LogPlace place;
    private final StatementRows rows = new StatementRows();
    private final TransactionOrigin origin;
    private final Set<String> preparedWithRows = new HashSet<>();

    private boolean inTransaction;
    private boolean inIneffectiveAlter;

    TransactionAssembler(
            EventDecoder decoder,
            LoggedDefinitions definitions,
            TableMaps tables,
            LoggedStatements statements,
            PieceWriter writer,
            LogPlace place) {
        this.decoder = decoder;
        this.definitions = definitions;
        this.tables = tables;
        this.statements = statements;
        this.writer = writer;
        this.place = place;
        origin = new TransactionOrigin(statements.origins());
    }

    /** Commit time of the transaction that is being read; 0 between transactions. */
    long underWayMillis() {
        return inTransaction || !place.gtid().isEmpty() ? place.commitMillis() : 0;
    }

    @Override
    public void handle(BinlogEvent event) throws IOException, InterruptedException {
        switch (event.type()) {
            case BinlogEvent.TABLE_MAP -> tables.read(event, origin.isDropped(), place.position());
            case BinlogEvent.QUERY, BinlogEvent.LOAD_QUERY -> query(event);
            case BinlogEvent.FORMAT_DESCRIPTION -> formatDescription(event);
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
        origin.end();
        if (event.type() == BinlogEvent.MARIADB_GTID) {
            origin.gtid(event);
            tellOrigin();
        }
    }

    private void rows(BinlogEvent event) throws IOException, InterruptedException {
        if (origin.isDropped()) {
            inTransaction = true;
            return;
        }
        TableMaps.Mapped table = tables.of(event);
        if (table == null) {
            throw new IllegalArgumentException("rows of an unknown table id at " + place.position());
        }
        if (!inTransaction) {
            begin(event);
        }
        if (table.marks()) {
            origin.mark(event, table.map());
            tellOrigin();
        } else {
            rows.add(event, table, this::decode);
        }
    }

    private void decode(BinlogEvent event, TableMaps.Mapped table, boolean foreignKeysOff) throws InterruptedException {
        TableSchema schema = table.schema();
        if (schema != null) {
            RowDecoder.decode(event, table.map(), schema, foreignKeysOff, change -> writer.add(change, place));
        }
    }

    private void begin(BinlogEvent event) {
        inTransaction = true;
        place.commitMillis(event.timestampMillis());
    }

    private void query(BinlogEvent event) throws IOException, InterruptedException {
        if (!inTransaction) {
            origin.query(event);
            tellOrigin();
        }
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
            case SAVEPOINT -> savepoints.set(statement.text(), writer.mark());
            case ROLLBACK_TO_SAVEPOINT -> writer.takeBack(savepoints.find(statement.text()), place);
            case XA_COMMIT -> {
                preparedWithRows.remove(Xid.of(statement.text()));
                commit(event);
            }
            case XA_ROLLBACK -> {
                if (preparedWithRows.remove(Xid.of(statement.text()))) {
                    throw unsupported("XA ROLLBACK of rows that are already delivered: " + statement.text());
                }
                commit(event);
            }
            case OTHER -> statement(event, query);
        }
    }

    private void statement(BinlogEvent event, LoggedQuery query) throws IOException, InterruptedException {
        ParsedStatement read = statements.read(query);
        switch (read.kind()) {
            case ROWS -> rows(event, query, read);
            case VIEW, STORED_PROGRAM -> {
                statements.programsChanged();
                if (read.kind() == StatementKind.VIEW) {
                    definitions.followView(place.within(event.end()), query, read);
                }
                passOver(event);
            }
            case OTHER -> passOver(event);
            default -> {
                boolean failed = query.errorCode() != 0 && read.kind() == StatementKind.TRUNCATE_TABLE;
                if (inIneffectiveAlter
                        || failed
                        || statements.isOfTemporaryTables(query, read, event.usesTemporaryTables())) {
                    passOver(event); // MySQL 5.6 also logs a TRUNCATE that failed
                } else {
                    ddl(event, query, read);
                }
            }
        }
    }

    private void tellOrigin() {
        if (!writer.hasRows()) {
            writer.from(Math.max(0, origin.site()));
        }
    }

    private void passOver(BinlogEvent event) throws InterruptedException {
        if (!inTransaction) {
            commit(event);
        }
    }

    private void ddl(BinlogEvent event, LoggedQuery query, ParsedStatement read)
            throws IOException, InterruptedException {
        boolean creates = read.kind() == StatementKind.CREATE_TABLE;
        String start = creates ? LoggedStatement.withoutTransaction(query.sql()) : "";
        // MariaDB logs CREATE TABLE … SELECT as a DDL inside the transaction of its rows.
        if (inTransaction || !start.isEmpty()) {
            ddlWithRows(event, query, start.isEmpty() ? query.sql() : start, read);
            return;
        }
        place.commitMillis(event.timestampMillis());
        place.end(event.end());
        tables.clear();
        Optional<DdlChange> change = definitions.follow(place.position(), query, query.sql(), read);
        if (change.isEmpty()) {
            commit(event); // a view has another name; the target has none of it
            return;
        }
        if (origin.isDropped()) {
            commit(event); // but the tables are known as they are now
            return;
        }
        writer.ddl(change.get(), place);
        ended();
    }

    private void ddlWithRows(BinlogEvent event, LoggedQuery query, String sql, ParsedStatement read)
            throws IOException, InterruptedException {
        if (writer.hasRows()) {
            throw unsupported("DDL within a transaction that has rows: " + sql);
        }
        inTransaction = true;
        tables.clear();
        Optional<DdlChange> change = definitions.follow(place.within(event.end()), query, sql, read);
        if (change.isPresent() && !origin.isDropped()) {
            writer.ddlBeforeRows(change.get(), place);
        }
    }

    private void rows(BinlogEvent event, LoggedQuery query, ParsedStatement names)
            throws IOException, InterruptedException {
        List<String> written = statements.written(query, names);
        if (written.isEmpty()) {
            passOver(event);
            return;
        }
        throw new OtterException(
                ErrorCode.BINLOG_NOT_ROW,
                "the log at " + place.position() + " contains a statement instead of rows, for "
                        + String.join(", ", written) + ": "
                        + query.sql().strip().split("\\s", 2)[0] + " …");
    }

    private void formatDescription(BinlogEvent event) {
        if (event.body().getUint32(CREATED) != 0) {
            statements.serverStarted();
        }
        place.fileBegan(event.timestampMillis() / 1000);
        if (!inTransaction) {
            place.advance(event.end());
        }
    }

    private void commit(BinlogEvent event) throws InterruptedException {
        place.end(event.end());
        // Else two pipelines in opposite directions would store for ever that the other one has stored its position.
        writer.end(place, !tables.areControlsOnly() || !origin.isTold());
        ended();
    }

    private void ended() {
        savepoints.clear();
        inTransaction = false;
        tables.ended();
        rows.clear();
        origin.end();
    }

    private void xaPrepare(BinlogEvent event) throws InterruptedException {
        LogBuffer body = event.body();
        boolean onePhase = body.getUint8() != 0;
        if (!onePhase && writer.hasRows()) {
            preparedWithRows.add(Xid.of(body));
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
        TableMaps.Mapped table = tables.of(event);
        if (!origin.isDropped() && (table == null || table.wanted())) {
            throw unsupported("partial JSON updates; SET GLOBAL binlog_row_value_options = '' on the source");
        }
    }

    private OtterException unsupported(String what) {
        return new OtterException(
                ErrorCode.BINLOG_UNSUPPORTED, "the log at " + place.position() + " contains " + what + ".");
    }
}
