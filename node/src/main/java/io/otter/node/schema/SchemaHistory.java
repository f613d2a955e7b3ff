package io.otter.node.schema;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.LoggedTable;
import io.otter.node.binlog.ServerErrorException;
import io.otter.node.binlog.SourceSchemas;
import io.otter.node.binlog.TableSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks a source's table definitions through its log: a snapshot, and every DDL after it. The first snapshot is taken
 * from the live server, without the tables that a DDL between the start and now may have changed; those become known
 * again with their next CREATE. What the log itself says of a table (see {@link LoggedTable}) always comes first: a table
 * that is unknown, or does not fit it, is taken from the log if that is complete; else it is read live, and trusted only
 * if no DDL on it follows in the log. Called on the reader's thread.
 */
public final class SchemaHistory implements SourceSchemas {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaHistory.class);
    private static final int CHANGES_PER_SNAPSHOT = 200;
    /** ER_MASTER_FATAL_ERROR_READING_BINLOG. */
    private static final int LOG_NOT_READABLE = 1236;

    private final String canal;
    private final BiPredicate<String, String> wanted;
    private final SchemaStore store;
    private final SchemaState state = new SchemaState();
    private final Map<TableState, TableSchema> answers = new HashMap<>();
    /** For a reader that was interrupted and starts again a little earlier. */
    private final Map<BinlogPosition, Followed> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BinlogPosition, Followed> eldest) {
            return size() > CHANGES_PER_SNAPSHOT;
        }
    };

    private @Nullable LiveSource live;
    private @Nullable DdlFollower follower;
    private @Nullable BinlogPosition followed;
    /** The file of the last position that was stored as complete. */
    private String completeFile = "";

    private int changesSinceSnapshot;

    /** @param wanted by schema and table: which tables the first snapshot includes */
    public SchemaHistory(String canal, BiPredicate<String, String> wanted, SchemaStore store) {
        this.canal = canal;
        this.wanted = wanted;
        this.store = store;
    }

    @Override
    public void begin(BinlogPosition at, LiveSource source) throws IOException, InterruptedException {
        live = source;
        follower = new DdlFollower(state, ServerDefaults.of(source));
        if (followed != null) {
            return;
        }
        SchemaSnapshot newest = null;
        for (SchemaSnapshot snapshot : store.snapshots()) {
            if (!after(place(snapshot), at)) {
                newest = snapshot;
            }
        }
        if (newest == null || !catchUp(newest, at, source)) {
            state.clear();
            LiveTables.read(source, wanted, state);
            source.ddlSince(at).forEach(state::forgetTouched);
            snapshot(at);
        }
        followed = at;
        complete(at);
    }

    /**
     * Replays from a snapshot to {@code at}: first what the store has, then what the log had while this reader was
     * elsewhere. False when that can no longer be determined.
     */
    private boolean catchUp(SchemaSnapshot snapshot, BinlogPosition at, LiveSource source)
            throws IOException, InterruptedException {
        state.load(Json.read(snapshot.data().getBytes(StandardCharsets.UTF_8), SchemaState.Content.class));
        BinlogPosition last = place(snapshot);
        Optional<BinlogPosition> noted = store.complete();
        BinlogPosition complete = last;
        if (noted.isPresent()) {
            complete = later(complete, noted.get());
            for (SchemaChange change : store.changes()) {
                BinlogPosition place = place(change);
                complete = later(complete, place);
                if (after(place, last) && !after(place, at)) {
                    follow(new LoggedDdl(place, change.useSchema(), change.sqlText()));
                    last = place;
                }
            }
        }
        if (!after(at, complete)) {
            return true;
        }
        if (!complete.isInLogOf(at)) {
            LOG.info("canal {}: the history ends at {}, in the log of another server", canal, complete);
            return false;
        }
        try {
            for (LoggedDdl ddl : source.ddlSince(complete)) {
                if (after(ddl.at(), last) && !after(ddl.at(), at)) {
                    record(ddl);
                }
            }
            return true;
        } catch (ServerErrorException e) {
            if (e.number() != LOG_NOT_READABLE) {
                throw e;
            }
            LOG.warn("canal {}: the log from {} on cannot be read any more: {}", canal, complete, e.getMessage());
            return false;
        }
    }

    private static BinlogPosition later(BinlogPosition one, BinlogPosition other) {
        return after(other, one) ? other : one;
    }

    private void complete(BinlogPosition at) {
        store.complete(at);
        completeFile = at.file();
    }

    @Override
    public @Nullable TableSchema find(BinlogPosition at, LoggedTable logged) throws IOException, InterruptedException {
        if (!at.file().equals(completeFile)) {
            complete(at); // so that the next start reads at most one file of the log
        }
        TableState known = state.find(logged.schema(), logged.table());
        if (known == null && state.isView(new TableName(logged.schema(), logged.table()))) {
            return null; // what has rows and is no table is a sequence
        }
        if (known == null || !LoggedColumns.fit(known, logged, isMariadb())) {
            known = logged.isComplete() ? told(logged) : live(at, logged);
            state.put(known);
            snapshot(at);
        }
        return answers.computeIfAbsent(known, TableState::toSchema);
    }

    private boolean isMariadb() {
        return live != null && live.isMariadb();
    }

    /** What the log itself tells; today's table adds other unique keys and the exact types if it has the same columns still. */
    private TableState told(LoggedTable logged) throws IOException {
        LiveSource source = live;
        TableState today = source == null ? null : LiveTables.read(source, logged.schema(), logged.table());
        return today != null && LoggedColumns.fit(today, logged, isMariadb()) ? today : LoggedColumns.table(logged);
    }

    private TableState live(BinlogPosition at, LoggedTable logged) throws IOException, InterruptedException {
        String schema = logged.schema();
        String table = logged.table();
        LiveSource source = live;
        TableState found = source == null ? null : LiveTables.read(source, schema, table);
        if (source == null || found == null || !LoggedColumns.fit(found, logged, isMariadb())) {
            throw unknown(at, schema, table, found == null ? "it no longer exists" : "it has other columns now");
        }
        for (LoggedDdl ddl : source.ddlSince(at)) {
            if (SchemaState.touches(ddl, schema, table)) {
                throw unknown(at, schema, table, "it was changed later, at " + ddl.at());
            }
        }
        LOG.info("canal {}: columns of {}.{} at {} are those of today", canal, schema, table, at);
        return found;
    }

    private static OtterException unknown(BinlogPosition at, String schema, String table, String why) {
        return new OtterException(
                ErrorCode.SCHEMA_UNKNOWN,
                "table " + schema + "." + table + ": its columns at " + at + " are unknown, and " + why + ".");
    }

    @Override
    public List<String> tablesOf(String schema) {
        return state.tablesOf(schema);
    }

    @Override
    public Followed apply(LoggedDdl ddl) {
        BinlogPosition last = followed;
        if (last != null && !after(ddl.at(), last)) {
            return Objects.requireNonNullElse(recent.get(ddl.at()), new Followed(false, DdlChange.Known.NOTHING));
        }
        DdlFollower.Outcome outcome = record(ddl);
        Followed result = new Followed(
                outcome.isOfViews(),
                new DdlChange.Known(
                        state.collationOf(outcome.schema(), outcome.table()),
                        outcome.open(),
                        outcome.filling(),
                        List.of()));
        recent.put(ddl.at(), result);
        answers.clear();
        followed = ddl.at();
        if (++changesSinceSnapshot >= CHANGES_PER_SNAPSHOT) {
            snapshot(ddl.at());
        }
        return result;
    }

    private DdlFollower.Outcome follow(LoggedDdl ddl) {
        return Objects.requireNonNull(follower, "begun").follow(ddl);
    }

    private DdlFollower.Outcome record(LoggedDdl ddl) {
        DdlFollower.Outcome outcome = follow(ddl);
        store.append(new SchemaChange(
                canal,
                ddl.at().file(),
                ddl.at().offset(),
                ddl.at().sourceUuid(),
                ddl.at().timestampMillis(),
                ddl.schema(),
                outcome.schema(),
                outcome.table(),
                ddl.sql(),
                outcome.type(),
                outcome.problem()));
        if (!outcome.problem().isEmpty()) {
            LOG.warn("canal {}: DDL at {} cannot be followed: {}", canal, ddl.at(), outcome.problem());
        }
        return outcome;
    }

    private void snapshot(BinlogPosition at) {
        changesSinceSnapshot = 0;
        store.save(new SchemaSnapshot(
                canal,
                at.file(),
                at.offset(),
                at.sourceUuid(),
                at.timestampMillis(),
                new String(Json.write(state.content()), StandardCharsets.UTF_8),
                ""));
    }

    /** Across servers only timestamps can be compared: the history holds no GTIDs. */
    private static boolean after(BinlogPosition a, BinlogPosition b) {
        return a.isInLogOf(b) ? a.to(b) == BinlogPosition.Relation.AFTER : a.timestampMillis() > b.timestampMillis();
    }

    private static BinlogPosition place(SchemaSnapshot snapshot) {
        return new BinlogPosition(
                snapshot.binlogFile(),
                snapshot.binlogOffset(),
                "",
                snapshot.binlogMasterId(),
                snapshot.binlogTimestamp());
    }

    private static BinlogPosition place(SchemaChange change) {
        return new BinlogPosition(
                change.binlogFile(), change.binlogOffset(), "", change.binlogMasterId(), change.binlogTimestamp());
    }
}
