package io.otter.node.walk;

import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.database.PlannedIndexes;
import io.otter.database.TableName;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.IndexTable;
import io.otter.node.batch.Batch;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.ddl.Operator;
import io.otter.node.deadletter.DeadLetterWriter;
import io.otter.node.deadletter.KeptConflicts;
import io.otter.node.extend.Processors;
import io.otter.node.load.ConflictBook;
import io.otter.node.load.DeadLetters;
import io.otter.node.load.Gate;
import io.otter.node.load.LocalHandovers;
import io.otter.node.load.RefusedRow;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.pipeline.PipelineRun;
import io.otter.node.pipeline.PipelineRunner;
import io.otter.node.pipeline.PipelineRunner.HandoverFactory;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.pipeline.RunListener;
import io.otter.node.schema.SchemaHistory;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.schema.UnknownTablePolicy;
import io.otter.node.snapshot.ResyncBoard;
import io.otter.node.transform.TargetChange;
import io.otter.node.verify.Difference;
import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One pipeline in this JVM between two real servers: everything that a row passes through, but no ZooKeeper. */
final class Walk implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final AtomicLong NUMBER = new AtomicLong(100);

    private final DatabaseServer source;
    private final DatabaseServer target;
    private final Modes modes;
    private final int targetPort;
    private final long number;
    private final long epoch;
    private final Gate gate = new Gate();
    private final AbsentOperator operator = new AbsentOperator();
    private final AtomicLong laterMillis = new AtomicLong();
    private final Board resyncs;
    private final VerifyDesk verifies = new VerifyDesk();
    private final PipelineRun run;
    private final Path history;
    private volatile @Nullable OtterException failure;

    /** Starts at the current end of the source's log; the tables must exist, see {@link #prepare}. */
    Walk(DatabaseServer source, DatabaseServer target, Modes modes) {
        this(source, target, modes, end(source));
    }

    /** Connects to the target at another port than its own. */
    Walk(DatabaseServer source, DatabaseServer target, int targetPort, Modes modes) {
        this(source, target, targetPort, modes, end(source));
    }

    /** Loads on another node. */
    Walk(DatabaseServer source, DatabaseServer target, Modes modes, FarLoader loader) {
        this(source, target, target.port(), modes, end(source), NUMBER.incrementAndGet(), new Board(), loader::over);
    }

    /** Starts at an earlier end of the log; no DDL may have run since. */
    Walk(DatabaseServer source, DatabaseServer target, Modes modes, StartPosition start) {
        this(source, target, target.port(), modes, start);
    }

    private Walk(DatabaseServer source, DatabaseServer target, int targetPort, Modes modes, StartPosition start) {
        this(source, target, targetPort, modes, start, NUMBER.incrementAndGet(), new Board(), local -> local);
    }

    private Walk(
            DatabaseServer source,
            DatabaseServer target,
            int targetPort,
            Modes modes,
            StartPosition start,
            long number,
            Board resyncs,
            UnaryOperator<HandoverFactory> way) {
        epoch = ++resyncs.epoch;
        this.resyncs = resyncs;
        this.source = source;
        this.target = target;
        this.targetPort = targetPort;
        this.modes = modes;
        this.number = number;
        PipelineConfig pipeline = pipeline(modes, targetPort, start);
        ChannelConfig channel =
                new ChannelConfig(1, number, "walk", modes.syncMode(), modes.consistency(), List.of(pipeline));
        try {
            history = Files.createTempDirectory("walk-history");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DatabaseConnector connector = new DatabaseConnector(KEY);
        PipelineRunner runner = new PipelineRunner(
                KEY,
                connector,
                new PipelineRunner.Factories(
                        way.apply(new LocalHandovers(
                                connector,
                                gate,
                                (any, other) -> keeping(
                                        new KeptConflicts(any, other, connector, () -> {}, this::later),
                                        new DeadLetterWriter(
                                                any.name(),
                                                any.id(),
                                                other,
                                                100,
                                                connector,
                                                () -> {},
                                                Clock.systemUTC())),
                                operator,
                                CrashPoint.NONE,
                                Clock.systemUTC())::create),
                        (one, other, selector, kept) -> new SchemaHistory(
                                "walk", selector::wants, kept, UnknownTablePolicy.STOP, new SchemaJournal()),
                        (one, other, term) -> resyncs,
                        (one, other, term) -> verifies),
                new Processors(history),
                new AppliedRows(history.resolve("applied-rows")),
                Clock.systemUTC());
        run = runner.start(channel, pipeline, epoch, new Heard());
    }

    /** Stops at refused rows that nobody has put aside, unless they become letters, but keeps conflicts that are decided. */
    private DeadLetters keeping(KeptConflicts conflicts, DeadLetterWriter letters) {
        boolean writes = modes.parameters().onError() == ErrorPolicy.DEAD_LETTER;
        return new DeadLetters() {
            @Override
            public boolean take(Connection openUnit, RefusedRow row) throws SQLException {
                return resyncs.aside.stream()
                                .anyMatch(String.valueOf(row.fault().getMessage())::contains)
                        || writes && letters.take(openUnit, row);
            }

            @Override
            public void resynced(Connection openUnit, List<TargetChange> rows) throws SQLException {
                if (writes) {
                    letters.resynced(openUnit, rows);
                }
            }

            @Override
            public ConflictBook conflicts() {
                return conflicts;
            }
        };
    }

    /** Has what is kept of conflicts grow older. */
    void later(Duration time) {
        laterMillis.addAndGet(time.toMillis());
    }

    private Instant later() {
        return Instant.now().plusMillis(laterMillis.get());
    }

    /** The same pipeline on another node, which goes on where this one was closed. */
    Walk successor() {
        return new Walk(source, target, targetPort, modes, new StartPosition.Latest(), number, resyncs, local -> local);
    }

    /** Likewise, but with other modes. */
    Walk successor(UnaryOperator<Modes> other) {
        return new Walk(
                source,
                target,
                targetPort,
                other.apply(modes),
                new StartPosition.Latest(),
                number,
                resyncs,
                local -> local);
    }

    /** Has a row at which it has stopped, as its fault names it, be left out from the next start on. */
    void putAside(String row) {
        resyncs.aside.add(row);
    }

    /** Likewise, but after the pipeline was moved to another place. */
    Walk moved(StartPosition start) {
        target.execute("UPDATE retl.retl_checkpoint SET BINLOG_FILE = '', BINLOG_OFFSET = 0, GTID_SET = ''"
                + " WHERE PIPELINE_ID = " + number);
        return new Walk(source, target, targetPort, modes, start, number, resyncs, local -> local);
    }

    /** A pair of tables with the same or different names on the two servers. */
    static MediaPair pair(long id, String source, String target, ColumnView columns) {
        String[] from = source.split("\\.", 2);
        String[] to = target.split("\\.", 2);
        return new MediaPair(
                id,
                new DataMedia(2 * id, 1, from[0], from[1]),
                new DataMedia(2 * id + 1, 2, to[0], to[1]),
                MediaPair.DEFAULT_WEIGHT,
                columns);
    }

    /** Has the target's table get indexes behind its rows, as the manager does when it makes the table. */
    void planIndexes(TableName table, String... definitions) {
        try (Connection connection = target.connect()) {
            new ControlTables("walk").ensure(connection, ControlTable.INDEX);
            new IndexTable(connection, number).put(new PlannedIndexes(table, List.of(definitions)));
        } catch (SQLException e) {
            throw new IllegalStateException(target + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits until everything that the source has committed is at the target.
     *
     * @throws OtterException if the pipeline ended
     */
    void awaitApplied() {
        int mark = (int) NUMBER.incrementAndGet();
        source.execute("INSERT INTO walk.mark VALUES (" + mark + ")");
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> failure != null
                            || !rows(statement, "SELECT id FROM walk.mark WHERE id = " + mark)
                                    .isEmpty());
        } catch (SQLException e) {
            throw new IllegalStateException(target + ": " + e.getMessage(), e);
        }
        OtterException fault = failure;
        if (fault != null) {
            throw fault;
        }
    }

    /** Opens or closes the gate to the target. */
    void load(boolean open) {
        gate.set(open);
    }

    /** Whoever is asked about DDL has it run. */
    void runWhatIsAsked() {
        operator.agrees = true;
    }

    /** Waits until the pipeline has ended with a fault. */
    OtterException awaitFailure() {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> failure != null);
        return java.util.Objects.requireNonNull(failure);
    }

    /** Asks for a resync, or changes one. */
    void resync(ResyncRequest request) {
        resyncs.ask(request);
    }

    /** Gives a resync up. */
    void cancel(long id) {
        resyncs.requests.remove(id);
        resyncs.watches.forEach(Runnable::run);
    }

    /** What was last shown of it. */
    Optional<ResyncProgress> progress(long id) {
        return Optional.ofNullable(resyncs.shown.get(id));
    }

    /**
     * Waits until a resync is over.
     *
     * @throws OtterException if the pipeline ended
     */
    ResyncProgress awaitResync(long id) {
        await().atMost(LIMIT)
                .until(() -> failure != null
                        || progress(id).filter(one -> one.state().isEnd()).isPresent());
        OtterException fault = failure;
        if (fault != null) {
            throw fault;
        }
        return progress(id).orElseThrow();
    }

    /** Compares both sides and waits until that is over. */
    VerifyProgress verify(List<Long> pairIds, String where) {
        return verifies.verify(pairIds, where);
    }

    /** Where comparisons are asked for. */
    VerifyDesk verifies() {
        return verifies;
    }

    /** Rows that the comparisons found. */
    List<Difference> differences() {
        return verifies.rows();
    }

    Optional<OtterException> failure() {
        return Optional.ofNullable(failure);
    }

    RunFacts facts() {
        return run.facts();
    }

    @Override
    public void close() {
        run.close();
        try (var files = Files.walk(history)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows as text, read in UTC. */
    static List<List<@Nullable String>> rows(DatabaseServer server, String sql) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION time_zone = '+00:00', sql_mode = ''");
            return rows(statement, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + sql + ": " + e.getMessage(), e);
        }
    }

    static List<List<@Nullable String>> rows(Statement statement, String sql) throws SQLException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private PipelineConfig pipeline(Modes modes, int targetPort, StartPosition start) {
        DataMediaSource from = media(1, source, source.port(), modes.reader());
        List<MediaPair> pairs = new ArrayList<>(modes.pairs());
        pairs.add(pair(1_000, "walk.mark", "walk.mark", ColumnView.ALL));
        CanalConfig canal = new CanalConfig(
                number,
                "walk",
                List.of(new ServerAddress(source.host(), source.port())),
                from.username(),
                from.password(),
                start,
                900_000 + number,
                true);
        return new PipelineConfig(
                number,
                "walk" + number,
                canal,
                from,
                List.of(media(2, target, targetPort, modes.writer())),
                List.of(1),
                List.of(1),
                modes.parameters(),
                pairs,
                modes.origins());
    }

    /** The current end of the log. */
    static StartPosition end(DatabaseServer source) {
        String query = source.name().equals("mysql-9.7") ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        List<@Nullable String> row = rows(source, query).get(0);
        return new StartPosition.FileOffset(String.valueOf(row.get(0)), Long.parseLong(String.valueOf(row.get(1))));
    }

    /** That the servers are in different time zones must not matter. */
    static void setTimeZones(DatabaseServer source, DatabaseServer target) {
        source.execute("SET GLOBAL time_zone = '+05:30'");
        target.execute("SET GLOBAL time_zone = '-08:00'");
    }

    /** Creates what a walk needs on its servers. */
    static void prepare(DatabaseServer... servers) {
        for (DatabaseServer server : servers) {
            server.execute(
                    "CREATE DATABASE IF NOT EXISTS walk", "CREATE TABLE IF NOT EXISTS walk.mark (id INT PRIMARY KEY)");
        }
    }

    private static DataMediaSource media(long id, DatabaseServer server, int port, String account) {
        String user = account.isEmpty() ? server.user() : account;
        return new DataMediaSource(
                id,
                "s" + id,
                SourceType.MYSQL,
                server.host(),
                port,
                user,
                KEY.encrypt(
                        server.password(),
                        PasswordPlace.database(server.host(), server.port(), user),
                        PasswordPlace.database(server.host(), port, user)),
                Map.of());
    }

    /** A statement that needs a decision ends the walk. */
    private static final class AbsentOperator implements Operator {
        private volatile boolean agrees;

        @Override
        public Optional<DdlAnswer> answerTo(DdlQuestion question) {
            return Optional.empty();
        }

        @Override
        public DdlAnswer ask(DdlQuestion question) {
            if (agrees) {
                return new DdlAnswer(DdlAnswer.Choice.RUN, "", "test", 0);
            }
            throw new OtterException(ErrorCode.DDL_WAITS, question.sql() + ": " + question.reason());
        }

        @Override
        public void settled(DdlQuestion question) {}
    }

    /** What managers and nodes share. */
    private static final class Board implements ResyncBoard {
        private final Map<Long, ResyncRequest> requests = new ConcurrentSkipListMap<>();
        private final Map<Long, ResyncProgress> shown = new ConcurrentHashMap<>();
        private final List<Runnable> watches = new CopyOnWriteArrayList<>();
        private final List<String> aside = new CopyOnWriteArrayList<>();
        private long epoch;

        void ask(ResyncRequest request) {
            requests.put(request.id(), request);
            watches.forEach(Runnable::run);
        }

        @Override
        public List<ResyncRequest> requests() {
            return List.copyOf(requests.values());
        }

        @Override
        public void show(ResyncProgress progress) {
            shown.put(progress.id(), progress);
            if (progress.state().isEnd()) {
                requests.remove(progress.id());
            }
        }

        @Override
        public AutoCloseable watch(Runnable changed) {
            watches.add(changed);
            changed.run();
            return () -> watches.remove(changed);
        }
    }

    private final class Heard implements RunListener {
        @Override
        public void selected(Batch batch) {}

        @Override
        public void loaded(LoadedBatch batch) {}

        @Override
        public void retrying(@Nullable OtterException fault) {}

        @Override
        public void finished() {}

        @Override
        public void failed(OtterException fault) {
            failure = fault;
        }
    }
}
