package io.otter.node.binlog;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.retry.BackOff;
import io.otter.database.login.ServerLogin;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a MySQL or MariaDB server as a replica does. A thread of its own decodes into a queue that is bounded in bytes.
 *
 * <p>It resumes at file and offset if they are in the log that they were read from, else by GTID set, else not at all
 * (BINLOG_OTHER_LOG). After a lost connection it goes back to the end of the last complete transaction and skips the
 * pieces of an unfinished one that were already taken, so the taker sees the transaction continue where it broke off.
 */
public final class StreamingBinlogSource implements BinlogSource {
    private static final Logger LOG = LoggerFactory.getLogger(StreamingBinlogSource.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** Suits most sources: 2 MiB is less than a tenth of a second of data, and little for the garbage collector. */
    public static final long DEFAULT_BUDGET = 2L << 20;

    private final CanalConfig canal;
    private final ServerLogin login;
    private final Beginning beginning;
    private final Wanted wanted;
    private final SourceSchemas schemas;
    private final PieceQueue queue;
    private final Thread reader;

    private volatile @Nullable OtterException lastFault;
    private volatile @Nullable Call call;
    private volatile @Nullable BinlogConnection connection;
    private final ReadClock read;
    private volatile boolean closed;

    // Confined to the reader's thread:
    private @Nullable PieceWriter writer;
    private @Nullable BinlogPosition doubted;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());
    private int attempts;
    private int addressIndex;
    private ReaderId readerId;
    private int endedStreams;

    private StreamingBinlogSource(
            String pipeline,
            CanalConfig canal,
            ServerLogin login,
            Beginning beginning,
            Wanted wanted,
            SourceSchemas schemas,
            long byteBudget) {
        this.canal = canal;
        this.login = login;
        this.beginning = beginning;
        this.wanted = wanted;
        this.schemas = schemas;
        this.queue = new PieceQueue(byteBudget);
        readerId = new ReaderId(canal.serverId());
        this.read = new ReadClock(queue, Clock.systemUTC()::millis);
        this.reader = new Thread(this::run, pipeline + "-binlog");
        this.reader.setDaemon(true);
    }

    /**
     * Starts reading at a configured place.
     *
     * @param pipeline names the thread
     * @param wanted rows of other tables, and changes made elsewhere that no pair takes, are not decoded
     * @param schemas used on the reader's thread only
     * @param byteBudget limit of the queue; a single piece may exceed it
     */
    public static StreamingBinlogSource start(
            String pipeline,
            CanalConfig canal,
            ServerLogin login,
            StartPosition start,
            Wanted wanted,
            SourceSchemas schemas,
            long byteBudget) {
        return new StreamingBinlogSource(
                        pipeline, canal, login, new Beginning(start, null), wanted, schemas, byteBudget)
                .begin();
    }

    /** Resumes after {@code position}; see {@link #start} for the other parameters. */
    public static StreamingBinlogSource resume(
            String pipeline,
            CanalConfig canal,
            ServerLogin login,
            BinlogPosition position,
            Wanted wanted,
            SourceSchemas schemas,
            long byteBudget) {
        return new StreamingBinlogSource(
                        pipeline,
                        canal,
                        login,
                        new Beginning(new StartPosition.Latest(), position),
                        wanted,
                        schemas,
                        byteBudget)
                .begin();
    }

    private StreamingBinlogSource begin() {
        reader.start();
        return this;
    }

    @Override
    public TransactionPiece take() throws InterruptedException {
        return queue.take();
    }

    @Override
    public @Nullable TransactionPiece poll(long nanos) throws InterruptedException {
        return queue.poll(nanos);
    }

    @Override
    public @Nullable OtterException lastFault() {
        OtterException fault = lastFault;
        Call present = call;
        return fault == null && present != null ? present.fault() : fault;
    }

    @Override
    public ReadProgress progress() {
        return read.progress();
    }

    @Override
    public void close() {
        closed = true;
        queue.close();
        BinlogConnection current = connection;
        if (current != null) {
            current.close();
        }
        reader.interrupt();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                OtterException fault = readUntilFault();
                if (closed) {
                    return;
                }
                if (!fault.code().isTransient() && !isToBeLookedAtAgain(fault)) {
                    queue.fail(fault);
                    return;
                }
                lastFault = fault;
                Duration pause = backOff.next();
                LOG.warn("{}; attempt {} in {} ms", fault.getMessage(), ++attempts, pause.toMillis());
                if (queue.awaitClosed(pause.toNanos())) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            if (!closed) {
                queue.fail(
                        new OtterException(ErrorCode.INTERNAL, "canal " + canal.name() + ": reader interrupted.", e));
            }
        } catch (Error e) {
            // Otherwise a taker would wait for ever for a dead thread.
            queue.fail(new OtterException(ErrorCode.INTERNAL, "canal " + canal.name() + ": " + e, e));
            throw e;
        }
    }

    /**
     * A log that is begun anew while it is read breaks off with any error; the next connection tells what happened to it.
     */
    private boolean isToBeLookedAtAgain(OtterException fault) {
        PieceWriter current = writer;
        boolean again = current != null
                && (fault.code() == ErrorCode.BINLOG_PURGED || fault.code() == ErrorCode.BINLOG_OTHER_LOG)
                && !current.resumeFrom().equals(doubted);
        doubted = current == null ? null : current.resumeFrom();
        return again;
    }

    private OtterException readUntilFault() throws InterruptedException {
        OtterException fault = null;
        for (int i = 0; i < canal.addresses().size() && !closed; i++) {
            ServerAddress address =
                    canal.addresses().get(addressIndex % canal.addresses().size());
            String where = "canal " + canal.name() + " at " + address;
            call = new Call(where, System.nanoTime());
            try (BinlogConnection opened = open(address)) {
                call = null;
                connection = opened;
                read(opened);
                if (++endedStreams % 2 == 0) {
                    // MySQL 5.6 does not say that another reader has come with the same id.
                    readerId = readerId.another(new SplittableRandom());
                }
                return new OtterException(ErrorCode.BINLOG_DISCONNECTED, where + ": the source ended the stream.");
            } catch (IOException | RuntimeException e) {
                PieceWriter current = writer;
                fault = FaultClassifier.classify(current == null ? where : where + " after " + current.resumeFrom(), e);
            } finally {
                queue.expectMore(false);
                connection = null;
            }
            if (fault.code() == ErrorCode.BINLOG_SERVER_ID_CLASH) {
                readerId = readerId.another(new SplittableRandom());
                LOG.warn("{}; reading on with the server_id {}", fault.getMessage(), readerId.value());
            }
            if (fault.code() != ErrorCode.DATABASE_UNREACHABLE) {
                return fault;
            }
            addressIndex++;
        }
        return fault == null
                ? new OtterException(ErrorCode.CONFIGURATION, "canal " + canal.name() + " has no address.")
                : fault;
    }

    private BinlogConnection open(ServerAddress address) throws IOException {
        return BinlogConnection.open(address, login);
    }

    private void read(BinlogConnection opened) throws IOException, InterruptedException {
        SourceServer server = opened.server();
        StartLocator.Connector another = () -> open(opened.address());
        PieceWriter current = writer;
        BinlogPosition from;
        if (current == null) {
            from = beginning.locate(opened, another);
            current = new PieceWriter(queue, from, schemas::news);
        } else {
            from = current.resumeFrom();
            current.reconnected();
        }
        ResumePoint.Place found = new ResumePoint(opened, another, canal.name(), readerId).find(from);
        BinlogPosition begin = found.begin();
        LiveConnection live = new LiveConnection(server, another);
        schemas.begin(begin, live);
        if (writer == null && beginning.resume() == null) {
            current.started();
        }
        writer = current;
        LOG.info("canal {} reads {} from {}", canal.name(), opened.address(), from);
        read.connected(opened);
        SessionVariables variables = SessionVariables.of(opened);
        LoggedStatements statements = new LoggedStatements(server.dialect(), live, wanted);
        Collations collations = opened.collations();
        EventFetcher fetcher = found.byFile()
                ? opened.dump(from.file(), from.offset(), readerId.value())
                : opened.dumpGtid(from.gtidSet(), readerId.value());
        EventDecoder decoder = new EventDecoder(begin.file(), begin.offset(), server.checksum(), collations);
        LogPlace place = new LogPlace(server, begin);
        TransactionAssembler assembler = new TransactionAssembler(
                decoder,
                new LoggedDefinitions(statements, schemas, variables),
                new TableMaps(schemas, map -> TableMetadata.read(map, collations), wanted),
                statements,
                current,
                place);
        byte[] event = fetcher.next();
        while (event != null && !closed) {
            if (attempts > 0) {
                attempts = 0;
                backOff.reset();
                lastFault = null;
            }
            boolean more = fetcher.hasMore();
            queue.expectMore(more);
            place.reading(event, fetcher.size());
            decoder.decode(event, fetcher.size(), fetcher.end(), assembler);
            read.heard(assembler.underWayMillis(), !more && BinlogEvent.isHeartbeat(event));
            event = fetcher.next();
        }
    }

    /** A server that was called and has not let the reader in yet: a frozen one takes the connection, and says nothing. */
    private record Call(String where, long beganNanos) {
        private static final Duration PATIENCE = Duration.ofSeconds(3);

        /** Null as long as that is usual. */
        @Nullable
        OtterException fault() {
            Duration silence = Duration.ofNanos(System.nanoTime() - beganNanos);
            return silence.compareTo(PATIENCE) < 0
                    ? null
                    : new OtterException(
                            ErrorCode.DATABASE_UNREACHABLE,
                            where + ": no answer for " + silence.toSeconds() + " s; still waiting.");
        }
    }

    /**
     * Where the first connection reads from.
     *
     * @param resume what is applied already; null when nothing is, and {@code start} counts
     */
    private record Beginning(StartPosition start, @Nullable BinlogPosition resume) {
        BinlogPosition locate(BinlogConnection opened, StartLocator.Connector another)
                throws IOException, InterruptedException {
            return resume != null ? resume : new StartLocator(opened, another).locate(start);
        }
    }
}
