package io.otter.node.schema;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.LoggedTable;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.binlog.SourceSchemas;
import io.otter.node.binlog.TableSchema;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlStatement;
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

    private final String canal;
    private final BiPredicate<String, String> wanted;
    private final UnknownTablePolicy policy;
    private final SchemaJournal journal;
    private final SchemaState state = new SchemaState();
    private final Map<TableState, TableSchema> answers = new HashMap<>();
    private final UntoldNews news = new UntoldNews();
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
        boolean proved = kept.isPresent() && new KeptTables(canal, state).restore(kept.get(), at, source, this::record);
        if (!proved) {
            state.clear();
            LiveTables.read(source, wanted, state);
            source.ddlSince(at).forEach(state::forgetTouched);
        }
        if (proved && kept.get().everywhere()) {
            news.begin(at);
        } else {
            news.beginAnew(at, state.all(at));
        }
        kept = Optional.empty();
        followed = at;
        snapshot(at);
    }

    @Override
    public @Nullable SchemaNews news(BinlogPosition end) {
        return news.tell(end);
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
                news.add(state.changes(at));
                return unknown(at, name, present);
            }
        }
        if (!fits) {
            state.put(known);
            news.add(state.changes(at));
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
        news.add(state.changes(ddl.at()));
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
