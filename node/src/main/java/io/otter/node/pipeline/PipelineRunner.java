package io.otter.node.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.TableCatalog;
import io.otter.database.TableName;
import io.otter.database.control.HeartbeatTable;
import io.otter.database.login.ServerLogin;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.Handover;
import io.otter.node.batch.LoadListener;
import io.otter.node.binlog.BinlogSource;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.LogAhead;
import io.otter.node.binlog.OriginReading;
import io.otter.node.binlog.SourceSchemas;
import io.otter.node.binlog.StreamingBinlogSource;
import io.otter.node.binlog.Wanted;
import io.otter.node.extend.Processors;
import io.otter.node.extend.RowFilterStage;
import io.otter.node.extract.Extractor;
import io.otter.node.extract.FreeDoorCounts;
import io.otter.node.schema.LaterChanges;
import io.otter.node.select.Selector;
import io.otter.node.select.Window;
import io.otter.node.snapshot.ResyncBoard;
import io.otter.node.snapshot.Snapshots;
import io.otter.node.verify.Verifications;
import io.otter.node.verify.VerifyBoard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/** Starts runs: claims the targets' checkpoints for an epoch, then reads from there. Thread-safe. */
public final class PipelineRunner {
    /** Limit of batches in flight, in addition to the reader's own budget. */
    private static final long WINDOW_BYTES = 16L << 20;

    /** What 1 Gbit/s carries, were it packed to a quarter. The stream to the load node bounds what it takes as it is packed. */
    private static final long BYTES_PER_MILLI = 4 * 125_000L;

    /** More are but small ones, which join each other when they have to wait. */
    private static final int MOST_ON_THE_WAY = 256;

    private final SecretKey key;
    private final DatabaseConnector connector;
    private final Factories factories;
    private final Processors processors;
    private final AppliedRows applied;
    private final Clock clock;

    /**
     * @param applied counts what all runs apply
     */
    public PipelineRunner(
            SecretKey key,
            DatabaseConnector connector,
            Factories factories,
            Processors processors,
            AppliedRows applied,
            Clock clock) {
        this.key = key;
        this.connector = connector;
        this.factories = factories;
        this.processors = processors;
        this.applied = applied;
        this.clock = clock;
    }

    /**
     * Starts a run.
     *
     * @throws FencedException if a target records a higher epoch
     * @throws OtterException if the load side cannot be opened, or a filter or processor is invalid
     */
    public PipelineRun start(ChannelConfig channel, PipelineConfig pipeline, long epoch, RunListener listener) {
        Selector selector = new Selector(channel, pipeline, (schema, table) -> isAtSource(pipeline, schema, table));
        RowFilterStage filter = new RowFilterStage(pipeline, processors);
        Window window = new Window(pipeline.parameters().parallelism(), WINDOW_BYTES);
        WindowAcknowledgements acknowledgements =
                new WindowAcknowledgements(window, counts -> applied.add(pipeline.id(), counts), listener);
        Handover handover = factories.handovers().create(channel, pipeline, acknowledgements);
        try {
            Optional<BinlogPosition> position = handover.open(epoch);
            if (Thread.currentThread().isInterrupted()) {
                throw new OtterException(
                        ErrorCode.LOAD_TRANSIENT, "pipeline " + pipeline.name() + ": opening was given up.");
            }
            Progress progress = new Progress(clock, new StageClock(System::nanoTime), position.orElse(null));
            acknowledgements.follow(progress);
            FreeDoorCounts freeDoor = progress.freeDoor();
            long awayMillis = handover.roundTrip().toMillis();
            window.widen((int) Math.min(MOST_ON_THE_WAY, awayMillis), awayMillis * BYTES_PER_MILLI);
            SourceSchemas known = factories.schemas().create(channel, pipeline, selector, handover.keptSchemas());
            Snapshots snapshots = new Snapshots(
                    pipeline,
                    connector,
                    selector.mapping(),
                    handover.copied(),
                    handover.roundTrip(),
                    factories.resyncs().create(channel, pipeline, epoch),
                    clock);
            acknowledgements.follow(snapshots);
            Verifications verifications = new Verifications(
                    pipeline,
                    connector,
                    processors,
                    selector.mapping(),
                    factories.verifies().create(channel, pipeline, epoch),
                    snapshots::isAt,
                    clock);
            acknowledgements.follow(verifications);
            BinlogSource source = read(pipeline, selector, position, known);
            PipelineRun started = new PipelineRun(
                    pipeline,
                    source,
                    new SelectSide(
                            selector,
                            new Extractor(
                                    pipeline,
                                    selector.mapping(),
                                    channel.consistency(),
                                    connector,
                                    position.orElse(null),
                                    new LaterChanges(new LogAhead(pipeline.canal(), login(pipeline))),
                                    freeDoor),
                            snapshots,
                            verifications,
                            filter,
                            CrashPoint.ofSystem()),
                    handover,
                    window,
                    progress,
                    listener);
            started.start();
            snapshots.start();
            verifications.start();
            acknowledgements.hand(started);
            return started;
        } catch (RuntimeException e) {
            handover.close();
            throw e;
        }
    }

    private boolean isAtSource(PipelineConfig pipeline, String schema, String table) {
        ServerAddress address = pipeline.canal().addresses().get(0);
        try (Connection connection = connector.open(pipeline.canal(), address, Purpose.LOOKUP)) {
            TableName exact = new TableName(schema, table);
            return new TableCatalog()
                    .find(connection, schema, table)
                    .filter(found -> found.name().equals(exact))
                    .isPresent();
        } catch (SQLException e) {
            throw new OtterException(
                    ErrorCode.DATABASE_UNREACHABLE, "the source " + address + ": " + e.getMessage() + ".", e);
        }
    }

    private BinlogSource read(
            PipelineConfig pipeline, Selector selector, Optional<BinlogPosition> position, SourceSchemas known) {
        boolean beats = pipeline.parameters().heartbeatSeconds() > 0;
        return Heartbeats.of(
                read(
                        pipeline,
                        beats ? new WithHeartbeats(selector) : selector,
                        position,
                        beats ? new HeartbeatSchemas(known) : known),
                pipeline,
                connector);
    }

    private BinlogSource read(
            PipelineConfig pipeline, Wanted wanted, Optional<BinlogPosition> position, SourceSchemas known) {
        ServerLogin login = login(pipeline);
        return position.isPresent()
                ? StreamingBinlogSource.resume(
                        pipeline.name(),
                        pipeline.canal(),
                        login,
                        position.get(),
                        wanted,
                        known,
                        StreamingBinlogSource.DEFAULT_BUDGET)
                : StreamingBinlogSource.start(
                        pipeline.name(),
                        pipeline.canal(),
                        login,
                        pipeline.canal().start(),
                        wanted,
                        known,
                        StreamingBinlogSource.DEFAULT_BUDGET);
    }

    private ServerLogin login(PipelineConfig pipeline) {
        return ServerLogin.of(pipeline.canal(), key, connector.certificates());
    }

    private record WithHeartbeats(Wanted selector) implements Wanted {
        @Override
        public boolean wants(String schema, String table) {
            return HeartbeatTable.is(schema, table) || selector.wants(schema, table);
        }

        @Override
        public boolean isWrittenThere(String schema, String table) {
            return selector.isWrittenThere(schema, table);
        }

        @Override
        public OriginReading origins() {
            return selector.origins();
        }
    }

    /** What differs between a node and a test. */
    public record Factories(
            HandoverFactory handovers,
            SchemasFactory schemas,
            ResyncBoardFactory resyncs,
            VerifyBoardFactory verifies) {}

    /** Creates what says which comparisons a pipeline has to make. */
    public interface VerifyBoardFactory {
        VerifyBoard create(ChannelConfig channel, PipelineConfig pipeline, long epoch);
    }

    /** Creates what says which resyncs a pipeline has to make. */
    public interface ResyncBoardFactory {
        ResyncBoard create(ChannelConfig channel, PipelineConfig pipeline, long epoch);
    }

    /** Creates the connection to the load side: a method call or a stream. */
    public interface HandoverFactory {
        Handover create(ChannelConfig channel, PipelineConfig pipeline, LoadListener listener);
    }

    /** Creates what knows the columns of a pipeline's source. */
    public interface SchemasFactory {
        /** @param kept what the targets keep for the place where reading starts */
        SourceSchemas create(
                ChannelConfig channel, PipelineConfig pipeline, Selector selector, Optional<KeptSchemas> kept);
    }
}
