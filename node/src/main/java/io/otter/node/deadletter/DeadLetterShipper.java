package io.otter.node.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.communication.Credentials;
import io.otter.communication.Fields;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.message.ReportedConflict;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.RowReport;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.control.ConflictTable;
import io.otter.database.control.ConflictTable.StoredConflict;
import io.otter.database.control.DeadLetterTable;
import io.otter.database.control.DeadLetterTable.StoredLetter;
import io.otter.node.load.DeadLetters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ships the letters of this node's {@link DeadLetterWriter}s, and its {@link KeptConflicts}, to the first manager that answers, on a thread of its own.
 * While no manager answers, the letters stay at their targets. Thread-safe.
 */
public final class DeadLetterShipper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterShipper.class);
    private static final long PERIOD_MILLIS = 1_000;
    /** Time after a write during which its letter may not be visible yet, because the unit has to commit first. */
    private static final long LOOK_MILLIS = 60_000;

    /** Two images each, three bytes a character: less than the largest message. */
    private static final int MAX_LETTERS = 20;
    /** Images of 60,000 characters at most, and what the target had. */
    private static final int MAX_CONFLICTS = 20;
    /** Per pipeline and target. */
    private static final int MAX_OPEN = 100_000;

    private static final int LONGEST_IMAGE = 500_000;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private final List<ServerAddress> managers;
    private final Credentials credentials;
    private final DatabaseConnector connector;
    private final Clock clock;
    private final RpcClient client =
            new RpcClient(MessageTypes.of(ReportedLetter.KIND.stored(), ReportedConflict.KIND.stored()));
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "dead-letters"));
    private final Map<Place, Long> lookUntilMillis = new ConcurrentHashMap<>();

    private record Place(long pipelineId, DataMediaSource target) {}

    /** @param credentials of this node */
    public DeadLetterShipper(
            List<ServerAddress> managers, Credentials credentials, DatabaseConnector connector, Clock clock) {
        this.managers = List.copyOf(managers);
        this.credentials = credentials;
        this.connector = connector;
        this.clock = clock;
    }

    public void start() {
        executor.scheduleWithFixedDelay(this::ship, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** How this pipeline handles rows that the target refuses. */
    public DeadLetters writer(PipelineConfig pipeline, DataMediaSource target) {
        // An earlier run may have left some, which are all committed.
        lookUntilMillis.putIfAbsent(new Place(pipeline.id(), target), clock.millis());
        DeadLetterWriter letters = new DeadLetterWriter(
                pipeline.name(), pipeline.id(), target, MAX_OPEN, connector, () -> look(pipeline.id(), target), clock);
        return new RefusedRows(
                pipeline,
                target,
                letters,
                connector,
                clock,
                new KeptConflicts(pipeline, target, connector, () -> look(pipeline.id(), target), clock));
    }

    /** Letters may be there now, or will be once the current unit is committed. */
    private void look(long pipelineId, DataMediaSource target) {
        lookUntilMillis.put(new Place(pipelineId, target), clock.millis() + LOOK_MILLIS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        client.close();
    }

    private void ship() {
        for (Map.Entry<Place, Long> entry : lookUntilMillis.entrySet()) {
            try {
                if (ship(entry.getKey()) && entry.getValue() < clock.millis()) {
                    lookUntilMillis.remove(entry.getKey(), entry.getValue());
                }
            } catch (SQLException | OtterException e) {
                log.debug(
                        "dead letters of pipeline {} could not be delivered; they are retried: {}",
                        entry.getKey().pipelineId(),
                        e.getMessage());
                if (e instanceof OtterException fault
                        && fault.code() == ErrorCode.NODE_UNASSIGNED
                        && entry.getValue() + LOOK_MILLIS < clock.millis()) {
                    // Whoever works for the pipeline now tells of them.
                    lookUntilMillis.remove(entry.getKey(), entry.getValue());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.warn(
                        "dead letters of pipeline {} could not be delivered; they are retried",
                        entry.getKey().pipelineId(),
                        e);
            }
        }
    }

    /** @return whether nothing is left there */
    private boolean ship(Place place) throws SQLException, InterruptedException {
        try (Connection connection = connector.open(place.target(), Purpose.LOOKUP)) {
            shipLetters(place, connection);
            shipConflicts(place, connection);
        }
        return true;
    }

    private void shipConflicts(Place place, Connection connection) throws SQLException, InterruptedException {
        try {
            ConflictTable table = new ConflictTable(connection, place.pipelineId());
            List<StoredConflict> conflicts = table.unshipped(MAX_CONFLICTS);
            while (!conflicts.isEmpty()) {
                List<ReportedConflict> report =
                        conflicts.stream().map(DeadLetterShipper::report).toList();
                RowReport<ReportedConflict> all =
                        new RowReport<>(place.pipelineId(), place.target().id(), report);
                send(manager -> manager.request(
                        ReportedConflict.KIND.type(), all, ReportedConflict.KIND.stored(), ANSWER_LIMIT));
                table.markShipped(conflicts);
                conflicts = table.unshipped(MAX_CONFLICTS);
            }
        } catch (SQLException e) {
            if (!DatabaseFault.isMissingTable(e)) {
                throw e;
            }
        }
    }

    private static ReportedConflict report(StoredConflict stored) {
        ConflictTable.Conflict conflict = stored.conflict();
        return new ReportedConflict(
                stored.id(),
                conflict.sourceTable(),
                conflict.targetTable(),
                conflict.kind(),
                conflict.key(),
                conflict.images(),
                conflict.policy(),
                conflict.taken(),
                conflict.position(),
                conflict.commitTimeMillis(),
                conflict.createdMillis());
    }

    private void shipLetters(Place place, Connection connection) throws SQLException, InterruptedException {
        try {
            DeadLetterTable table = new DeadLetterTable(connection, place.pipelineId());
            List<StoredLetter> letters = table.unshipped(MAX_LETTERS);
            while (!letters.isEmpty()) {
                List<ReportedLetter> report =
                        letters.stream().map(DeadLetterShipper::report).toList();
                RowReport<ReportedLetter> all =
                        new RowReport<>(place.pipelineId(), place.target().id(), report);
                send(manager ->
                        manager.request(ReportedLetter.KIND.type(), all, ReportedLetter.KIND.stored(), ANSWER_LIMIT));
                table.markShipped(letters);
                letters = table.unshipped(MAX_LETTERS);
            }
        } catch (SQLException e) {
            if (!DatabaseFault.isMissingTable(e)) {
                throw e;
            }
        }
    }

    private interface Sending {
        void to(RpcConnection manager) throws InterruptedException;
    }

    private void send(Sending sending) throws InterruptedException {
        @Nullable OtterException fault = null;
        for (ServerAddress manager : managers) {
            try (RpcConnection connection = client.connect(manager, Credentials.MANAGER, credentials, CONNECT_LIMIT)) {
                sending.to(connection);
                return;
            } catch (OtterException e) {
                fault = e;
            }
        }
        throw fault == null ? new IllegalStateException("no manager is configured") : fault;
    }

    private static ReportedLetter report(StoredLetter stored) {
        DeadLetterTable.Letter letter = stored.letter();
        return new ReportedLetter(
                stored.id(),
                letter.sourceTable(),
                letter.targetTable(),
                letter.kind(),
                letter.key(),
                letter.keyData(),
                letter.oldKeyData(),
                image(letter.before()),
                image(letter.after()),
                letter.errorCode(),
                letter.errorText(),
                letter.position(),
                letter.commitTimeMillis(),
                letter.createdMillis(),
                stored.attempts(),
                stored.done());
    }

    /** A longer image is kept in full at the target only. */
    private static @Nullable String image(@Nullable String json) {
        return json == null ? null : Fields.shorten(json, LONGEST_IMAGE);
    }
}
