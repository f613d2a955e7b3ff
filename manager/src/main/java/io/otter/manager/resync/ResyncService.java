package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.RowKeys;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.manager.audit.Audit;
import io.otter.manager.publication.Resolver;
import io.otter.manager.resync.ResyncForm.Filled;
import io.otter.manager.resync.ResyncMapper.RunRow;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Service;

/** Copies of existing rows, for pages and API. Thread-safe. */
@Service
public final class ResyncService {
    /** Runs that are shown. */
    private static final int MOST_RUNS = 50;

    private static final int MOST_PARALLEL = 16;
    private static final long MOST_ROWS = 100_000_000;

    private final ConfigurationStore configuration;
    private final ResyncMapper mapper;
    private final ResyncKeeper keeper;
    private final TargetTables targets;
    private final Access access;
    private final Audit audit;
    private final Clock clock = Clock.systemUTC();

    ResyncService(
            ConfigurationStore configuration,
            ResyncMapper mapper,
            ResyncKeeper keeper,
            TargetTables targets,
            Access access,
            Audit audit) {
        this.configuration = configuration;
        this.mapper = mapper;
        this.keeper = keeper;
        this.targets = targets;
        this.access = access;
        this.audit = audit;
    }

    /**
     * Begins a run; it waits until the channel runs, and after earlier ones.
     *
     * @return its id
     * @throws OtterException with NOT_FOUND, CHANNEL_INCOMPLETE, REQUEST_INVALID, a fault of a database,
     *     ZOOKEEPER_UNREACHABLE, or if the user lacks the role
     */
    public long begin(String channelName, ResyncForm form) {
        String who = access.require(Role.OPERATOR).name();
        Configuration configured = configuration.read();
        Channel channel = channel(configured, channelName);
        ChannelConfig config = new Resolver(configured).channel(channel);
        String where = Objects.requireNonNullElse(form.where(), "").strip();
        if (!Condition.isOne(where)) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.RESYNC_WHERE.with(where));
        }
        long rowsPerSecond =
                within("rowsPerSecond", Objects.requireNonNullElse(form.rowsPerSecond(), 0L), 0, MOST_ROWS);
        int parallelism =
                (int) within("parallelism", Objects.requireNonNullElse(form.parallelism(), 2), 1, MOST_PARALLEL);
        List<ChosenPairs> parts = ChosenPairs.of(config, form.pairs());
        Filled filled = Objects.requireNonNullElse(form.target(), Filled.UPSERT);
        for (ChosenPairs part : parts) {
            PipelineConfig pipeline = pipeline(config, part.pipelineId());
            List<MediaPair> pairs = pipeline.pairs().stream()
                    .filter(pair -> part.pairIds().contains(pair.id()))
                    .toList();
            if (Boolean.TRUE.equals(form.create())) {
                targets.create(pipeline, pairs);
            }
            if (filled == Filled.REFUSE) {
                targets.requireEmpty(pipeline, pairs);
            }
        }
        ResyncOrder order = new ResyncOrder(parts, where, filled == Filled.EMPTY_FIRST, parallelism, null, false);
        long id = begin(channel, who, order, rowsPerSecond);
        audit.did(
                channel.id(),
                Text.of("act.resync", id, channel.name()),
                filled + (where.isEmpty() ? "" : "\nWHERE " + where));
        return id;
    }

    /**
     * Begins to send single rows of one pipeline again.
     *
     * @param deleteGone whether those that the source does not have are deleted at the target
     * @return the id of the run
     * @throws OtterException likewise
     */
    public long begin(String channelName, ChosenPairs pairs, List<RowKeys> rows, boolean deleteGone) {
        String who = access.require(Role.OPERATOR).name();
        Channel channel = channel(configuration.read(), channelName);
        return begin(channel, who, ResyncOrder.of(pairs, rows, deleteGone), 0);
    }

    private long begin(Channel channel, String who, ResyncOrder order, long rowsPerSecond) {
        ResyncMapper.NewRun run = new ResyncMapper.NewRun(
                channel.id(),
                who,
                new String(Json.write(order), StandardCharsets.UTF_8),
                rowsPerSecond,
                clock.millis());
        mapper.add(run);
        keeper.publish(row(channel, run.id()));
        return run.id();
    }

    /** Newest first. @throws OtterException with NOT_FOUND or ZOOKEEPER_UNREACHABLE */
    public ResyncReport list(String channelName) {
        Channel channel = channel(configuration.read(), channelName);
        return new ResyncReport(mapper.ofChannel(channel.id(), MOST_RUNS).stream()
                .map(row -> row.endedMillis() == null ? keeper.refreshed(row) : row)
                .map(ResyncService::run)
                .toList());
    }

    /** @throws OtterException with NOT_FOUND, ILLEGAL_MOVE if it is over, ZOOKEEPER_UNREACHABLE, or for lack of the role */
    public ResyncReport.Run pause(String channelName, long id, boolean pause) {
        RunRow row = change(channelName, id);
        change(row, pause, row.rowsPerSecond());
        audit.did(row.channelId(), Text.of(pause ? "act.resync.pause" : "act.resync.resume", id, channelName), "");
        return run(keeper.refreshed(row(row.channelId(), id)));
    }

    /** @param rowsPerSecond 0 for no limit. @throws OtterException likewise */
    public ResyncReport.Run limit(String channelName, long id, long rowsPerSecond) {
        within("rowsPerSecond", rowsPerSecond, 0, MOST_ROWS);
        RunRow row = change(channelName, id);
        change(row, row.paused(), rowsPerSecond);
        audit.did(row.channelId(), Text.of("act.resync.limit", id, channelName, rowsPerSecond), "");
        return run(keeper.refreshed(row(row.channelId(), id)));
    }

    /** Rows that were copied stay. @throws OtterException likewise */
    public ResyncReport.Run cancel(String channelName, long id) {
        RunRow row = change(channelName, id);
        keeper.cancel(row);
        audit.did(row.channelId(), Text.of("act.resync.cancel", id, channelName), "");
        return run(row(row.channelId(), id));
    }

    private RunRow change(String channelName, long id) {
        access.require(Role.OPERATOR);
        Channel channel = channel(configuration.read(), channelName);
        RunRow row = row(channel, id);
        if (row.endedMillis() != null) {
            throw over(id, row.state());
        }
        return row;
    }

    private void change(RunRow row, boolean paused, long rowsPerSecond) {
        if (!mapper.change(row.id(), paused, rowsPerSecond)
                && row(row.channelId(), row.id()).endedMillis() != null) {
            throw over(row.id(), row(row.channelId(), row.id()).state());
        }
        keeper.publish(row(row.channelId(), row.id()));
    }

    private static OtterException over(long id, String state) {
        return new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.RESYNC_OVER.with(id, state));
    }

    private RunRow row(Channel channel, long id) {
        return row(channel.id(), id);
    }

    private RunRow row(long channelId, long id) {
        RunRow row = mapper.run(id);
        if (row == null || row.channelId() != channelId) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.RESYNC_UNKNOWN.with(id));
        }
        return row;
    }

    private static ResyncReport.Run run(RunRow row) {
        ResyncOrder order = ResyncKeeper.order(row);
        Long ended = row.endedMillis();
        return new ResyncReport.Run(
                row.id(),
                State.valueOf(row.state()),
                row.byUser(),
                Instant.ofEpochMilli(row.startedMillis()),
                ended == null ? null : Instant.ofEpochMilli(ended),
                order.where(),
                row.rowsPerSecond(),
                row.error(),
                ResyncKeeper.tables(row));
    }

    private static PipelineConfig pipeline(ChannelConfig channel, long id) {
        return channel.pipelines().stream()
                .filter(pipeline -> pipeline.id() == id)
                .findFirst()
                .orElseThrow();
    }

    private static long within(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.NUMBER_RANGE.with(what, least, most));
        }
        return value;
    }

    private static Channel channel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
