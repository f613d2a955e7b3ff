package io.otter.node.schema;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.BinlogPosition.Relation;
import io.otter.database.TableName;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.LoggedTable;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.binlog.ServerErrorException;
import io.otter.node.binlog.SourceSchemas;
import io.otter.node.binlog.TableDefinition;
import io.otter.node.binlog.TableSchema;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlStatement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
 * Tracks a source's table definitions through its log: what the target keeps with the checkpoint, and every DDL after it.
 * What is kept is used only where it is proved: it reaches the start, or the log has what lies between. Else the live
 * server is asked, without the tables that a DDL between the start and now may have changed; those become known again with
 * their next CREATE. What the log itself says of a table (see {@link LoggedTable}) always comes first: a table that is
 * unknown, or does not fit it, is taken from the log if that is complete; else it is read live, and trusted only if no DDL
 * on it follows in the log. Called on the reader's thread.
 */
public final class SchemaHistory implements SourceSchemas {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaHistory.class);
    private static final String BEGUN = "begun";
    private static final int CHANGES_PER_SNAPSHOT = 200;
    /** ER_MASTER_FATAL_ERROR_READING_BINLOG. */
    private static final int LOG_NOT_READABLE = 1236;
    /** As much of the log is read again at most when a pipeline starts. */
    private static final long UNPROVED_BYTES = 32L << 20;

    private final String canal;
    private final BiPredicate<String, String> wanted;
    private final UnknownTablePolicy policy;
    private final SchemaJournal journal;
    private final SchemaState state = new SchemaState();
    private final Map<TableState, TableSchema> answers = new HashMap<>();
    private final List<TableDefinition> news = new ArrayList<>();
    /** For a reader that was interrupted and starts again a little earlier. */
    private final Map<BinlogPosition, Followed> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BinlogPosition, Followed> eldest) {
            return size() > CHANGES_PER_SNAPSHOT;
        }
    };

    private Optional<KeptSchemas> kept;
    private @Nullable PresentTables tables;
    private @Nullable DdlFollower follower;
    private @Nullable BinlogPosition followed;
    /** What was last told to be complete. */
    private @Nullable BinlogPosition complete;
    /** Where reading began, until that is told. */
    private @Nullable BinlogPosition begun;

    private boolean whole;
    private int changesSinceSnapshot;

    /**
     * @param wanted by schema and table: which tables are read live at first
     * @param kept what the target keeps for the place where reading starts
     */
    public SchemaHistory(
            String canal,
            BiPredicate<String, String> wanted,
            Optional<KeptSchemas> kept,
            UnknownTablePolicy policy,
            SchemaJournal journal) {
        this.canal = canal;
        this.wanted = wanted;
        this.kept = kept;
        this.policy = policy;
        this.journal = journal;
    }

    @Override
    public void begin(BinlogPosition at, LiveSource source) throws IOException, InterruptedException {
        ServerDefaults server = ServerDefaults.of(source);
        tables = new PresentTables(canal, source, server);
        follower = new DdlFollower(state, server);
        if (followed != null) {
            return;
        }
        news.clear();
        boolean proved = kept.isPresent() && restore(kept.get(), at, source);
        if (!proved) {
            state.clear();
            LiveTables.read(source, wanted, state);
            source.ddlSince(at).forEach(state::forgetTouched);
        }
        whole = !proved || !kept.get().everywhere();
        if (whole) {
            news.clear();
            news.addAll(state.all(at));
        }
        kept = Optional.empty();
        followed = at;
        begun = at;
        snapshot(at);
    }

    /** Whether what is kept, with what the log has after it, is proved to be what was at {@code at}. */
    private boolean restore(KeptSchemas known, BinlogPosition at, LiveSource source)
            throws IOException, InterruptedException {
        Relation relation = at.to(known.complete());
        if (relation == Relation.UNKNOWN || !sharesGtids(at, known.complete())) {
            LOG.info("canal {}: what is kept of tables ends at {}, in another log", canal, known.complete());
            return false;
        }
        state.clear();
        boolean any = false;
        try {
            for (TableDefinition definition : known.definitions()) {
                Relation place = at.to(definition.from());
                if (place == Relation.UNKNOWN) {
                    LOG.info("canal {}: what is kept of tables has {}, of another log", canal, definition.from());
                    return false;
                }
                if (place != Relation.BEFORE) {
                    state.load(definition);
                    any = true;
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("canal {}: what is kept of tables cannot be read and is made anew: {}", canal, e.toString());
            return false;
        }
        if (relation != Relation.AFTER) {
            return any; // otherwise it begins later
        }
        try {
            for (LoggedDdl ddl : source.ddlBetween(known.complete(), at)) {
                record(ddl);
            }
            return true;
        } catch (ServerErrorException e) {
            if (e.number() != LOG_NOT_READABLE) {
                throw e;
            }
            LOG.warn(
                    "canal {}: the log from {} on cannot be read any more: {}",
                    canal,
                    known.complete(),
                    e.getMessage());
            return false;
        }
    }

    /** A log that was begun anew has places like those of the one before, but other transactions. */
    private static boolean sharesGtids(BinlogPosition one, BinlogPosition other) {
        if (one.gtidSet().isEmpty() || other.gtidSet().isEmpty()) {
            return true;
        }
        Relation byGtid = byGtid(one).to(byGtid(other));
        return byGtid == Relation.SAME || byGtid == one.to(other);
    }

    private static BinlogPosition byGtid(BinlogPosition position) {
        return new BinlogPosition("", 0, position.gtidSet(), "", 0);
    }

    @Override
    public @Nullable SchemaNews news(BinlogPosition end) {
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

    @Override
    public @Nullable TableSchema find(BinlogPosition at, LoggedTable logged) throws IOException, InterruptedException {
        TableName name = new TableName(logged.schema(), logged.table());
        PresentTables source = Objects.requireNonNull(tables, BEGUN);
        TableState known = state.find(logged.schema(), logged.table());
        if (known == null && state.isView(name)) {
            return null; // what has rows and is no table is a sequence
        }
        boolean fits = known != null && source.fit(known, logged);
        if (!fits && logged.isComplete()) {
            known = source.told(logged);
        } else {
            PresentTables.Present present =
                    known != null && fits ? source.checked(at, logged, known) : source.find(at, logged);
            known = present.table();
            if (known == null || !present.doubt().isEmpty()) {
                state.remove(logged.schema(), logged.table());
                news.addAll(state.changes(at));
                return unknown(at, name, present);
            }
        }
        if (!fits) {
            state.put(known);
            news.addAll(state.changes(at));
        }
        policy.known(name);
        return answers.computeIfAbsent(known, TableState::toSchema);
    }

    /** @return null when the rows are to be left out */
    private @Nullable TableSchema unknown(BinlogPosition at, TableName name, PresentTables.Present present) {
        if (!policy.permits(name)) {
            policy.stopsAt(name, at, present.doubt());
            throw new OtterException(
                    ErrorCode.SCHEMA_UNKNOWN,
                    "table " + name + ": its columns at " + at + " are unknown, and " + present.doubt() + ".");
        }
        TableState table = present.table();
        LOG.warn(
                "canal {}: rows of {} at {} are {}, as permitted: its columns are unknown, and {}",
                canal,
                name,
                at,
                table == null ? "left out" : "read by its present definition",
                present.doubt());
        return table == null ? null : answers.computeIfAbsent(table, TableState::toSchema);
    }

    @Override
    public List<String> tablesOf(String schema) {
        return state.tablesOf(schema);
    }

    @Override
    public Followed apply(LoggedDdl ddl) throws IOException, InterruptedException {
        BinlogPosition last = followed;
        if (last != null && last.reaches(ddl.at())) {
            return Objects.requireNonNullElse(recent.get(ddl.at()), new Followed(false, ""));
        }
        DdlFollower.Outcome outcome = record(ddl);
        Followed result = new Followed(outcome.isOfViews(), outcome.collation());
        recent.put(ddl.at(), result);
        answers.clear();
        followed = ddl.at();
        if (++changesSinceSnapshot >= CHANGES_PER_SNAPSHOT) {
            snapshot(ddl.at());
        }
        return result;
    }

    private DdlFollower.Outcome record(LoggedDdl ddl) throws IOException, InterruptedException {
        learnModel(ddl);
        DdlFollower.Outcome outcome = Objects.requireNonNull(follower, BEGUN).follow(ddl);
        news.addAll(state.changes(ddl.at()));
        journal.add(new SchemaChange(
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

    /** A table that nobody wants, whose columns one that is wanted takes. */
    private void learnModel(LoggedDdl ddl) throws IOException, InterruptedException {
        ParsedStatement read = ddl.parsed();
        if (read != null && read.statement() instanceof SqlStatement.CreateTableLike create) {
            TableName like = create.like();
            boolean unknown =
                    wanted.test(create.table().schema(), create.table().table())
                            && state.find(like.schema(), like.table()) == null;
            TableState model = unknown ? Objects.requireNonNull(tables, BEGUN).unchangedSince(ddl.at(), like) : null;
            if (model != null) {
                state.put(model);
            }
        }
    }

    private void snapshot(BinlogPosition at) {
        changesSinceSnapshot = 0;
        journal.add(new SchemaSnapshot(
                canal,
                at.file(),
                at.offset(),
                at.sourceUuid(),
                at.timestampMillis(),
                new String(Json.write(state.content()), StandardCharsets.UTF_8),
                ""));
    }
}
