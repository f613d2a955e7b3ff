package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NoKey;
import io.otter.common.model.Order;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.LoadListener;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.ddl.FakeOperator;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.record.Records;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A loader fed by hand, which records its events; everything goes to schema {@code shop} of one server. */
final class LoadFixture implements AutoCloseable, LoadListener {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

    /** Small, so that many are in progress at a time. */
    private static final UnitSize SMALL_UNITS = new UnitSize(20, 1 << 20);

    final Queue<LoadedBatch> loaded = new ConcurrentLinkedQueue<>();
    final Queue<OtterException> failed = new ConcurrentLinkedQueue<>();
    final Queue<OtterException> retried = new ConcurrentLinkedQueue<>();
    private final Semaphore window = new Semaphore(24);
    private final LocalHandover handover;
    private long processId;
    private long offset = 1_000;

    LoadFixture(DatabaseServer target, int port, PipelineParameters parameters, DeadLetters deadLetters, long epoch) {
        PipelineConfig pipeline = pipeline(target, port, parameters);
        ChannelConfig channel = new ChannelConfig(1, 7, "shop", SyncMode.ROW, Consistency.BASE, List.of(pipeline));
        handover = new LocalHandovers(
                        connector(),
                        new Gate(),
                        (any, other) -> deadLetters,
                        SMALL_UNITS,
                        new FakeOperator(),
                        CrashPoint.NONE,
                        Clock.systemUTC())
                .create(channel, pipeline, this);
        handover.open(epoch);
    }

    static PipelineConfig pipeline(DatabaseServer target, int port, PipelineParameters parameters) {
        DataMediaSource server = media(target, port);
        CanalConfig canal = new CanalConfig(
                1,
                "c",
                List.of(new ServerAddress("127.0.0.1", 1)),
                "u",
                server.password(),
                new StartPosition.Latest(),
                1,
                false);
        List<MediaPair> pairs = List.of(pair(1, 5), pair(2, 9));
        return new PipelineConfig(
                70, "line", canal, server, List.of(server), List.of(1), List.of(1), parameters, pairs);
    }

    private static MediaPair pair(long id, int weight) {
        return new MediaPair(
                id, new DataMedia(1, 1, "src", ".*"), new DataMedia(2, 2, "shop", ".*"), weight, ColumnView.ALL);
    }

    static DataMediaSource media(DatabaseServer target, int port) {
        return new DataMediaSource(
                2,
                "dst",
                SourceType.MYSQL,
                "127.0.0.1",
                port,
                target.user(),
                KEY.encrypt(target.password(), PasswordPlace.database("127.0.0.1", port, target.user())),
                Map.of());
    }

    static DatabaseConnector connector() {
        return new DatabaseConnector(KEY);
    }

    static LoadFixture on(DatabaseServer target) {
        return new LoadFixture(target, target.port(), parameters(8), DeadLetters.STOP, 1);
    }

    static PipelineParameters parameters(int loadPoolSize) {
        return parameters(loadPoolSize, NoKey.REFUSE, false);
    }

    static PipelineParameters relaxed() {
        return parameters(4, NoKey.FULL_ROW, false, Order.RELAXED);
    }

    static PipelineParameters parameters(int loadPoolSize, NoKey noKey, boolean dryRun) {
        return parameters(loadPoolSize, noKey, dryRun, Order.SOURCE);
    }

    private static PipelineParameters parameters(int loadPoolSize, NoKey noKey, boolean dryRun, Order order) {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return Records.with(defaults, "loadPoolSize", loadPoolSize, "noKey", noKey, "dryRun", dryRun, "order", order);
    }

    /** Pushes a batch of whole transactions; blocks while 24 are in flight. */
    void push(List<List<SelectedChange>> transactions) {
        List<BatchTransaction> list = new ArrayList<>();
        long rows = 0;
        for (List<SelectedChange> changes : transactions) {
            list.add(new BatchTransaction(true, true, changes, position(++offset), 1_700_000_000_000L));
            rows += changes.size();
        }
        window.acquireUninterruptibly();
        handover.push(new Batch(++processId, list, rows, rows * 50));
    }

    void push(SelectedChange... changes) {
        push(List.of(List.of(changes)));
    }

    /** Waits until everything pushed is applied, or loading has failed. */
    void await(String what) {
        await(what, processId);
    }

    void await(String what, long batches) {
        org.awaitility.Awaitility.await(what).atMost(LIMIT).until(() -> loaded.size() >= batches || !failed.isEmpty());
    }

    long offset() {
        return offset;
    }

    /** The next transactions are those after this place. */
    void resumeAt(long place) {
        offset = place;
    }

    static BinlogPosition position(long offset) {
        return new BinlogPosition("binlog.000001", offset, "", "101", 1_700_000_000_000L);
    }

    static SelectedChange insert(TableSchema table, Row after) {
        return change(table, RowKind.INSERT, null, after);
    }

    static SelectedChange update(TableSchema table, Row before, Row after) {
        return change(table, RowKind.UPDATE, before, after);
    }

    static SelectedChange delete(TableSchema table, Row before) {
        return change(table, RowKind.DELETE, before, null);
    }

    static Row row(@Nullable Object... values) {
        return new Row(values);
    }

    /** For the pair with weight 9; all others use one with weight 5. */
    static SelectedChange heavyInsert(TableSchema table, Row after) {
        return new SelectedChange(new RowChange(table, RowKind.INSERT, null, after, 50, false), List.of(2L), false);
    }

    private static SelectedChange change(TableSchema table, RowKind kind, @Nullable Row before, @Nullable Row after) {
        return new SelectedChange(new RowChange(table, kind, before, after, 50, false), List.of(1L), false);
    }

    @Override
    public void loaded(LoadedBatch batch) {
        loaded.add(batch);
        window.release();
    }

    @Override
    public void retrying(@Nullable OtterException fault) {
        if (fault != null) {
            retried.add(fault);
        }
    }

    @Override
    public void failed(OtterException fault) {
        failed.add(fault);
        window.release(1_000_000);
    }

    @Override
    public void close() {
        handover.close();
    }
}
