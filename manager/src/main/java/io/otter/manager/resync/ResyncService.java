package io.otter.manager.resync;

import io.otter.arbitrate.resync.RowKeys;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.manager.approval.FourEyes;
import io.otter.manager.approval.Oversight;
import io.otter.manager.audit.Audit;
import io.otter.manager.publication.Resolver;
import io.otter.manager.resync.ResyncForm.Filled;
import io.otter.manager.run.ChosenPairs;
import io.otter.manager.run.Condition;
import io.otter.manager.run.Run;
import io.otter.manager.run.Runs;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Confirmation;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Copies of existing rows, for pages and API. Thread-safe. */
@Service
public final class ResyncService {
    /** Runs that are shown. */
    private static final int MOST_RUNS = 50;

    private static final int MOST_PARALLEL = 16;
    private static final long MOST_ROWS = 100_000_000;

    private final ConfigurationStore configuration;
    private final Runs runs;
    private final ResyncKind kind;
    private final TargetTables targets;
    private final FreeDoors freeDoors;
    private final Access access;
    private final FourEyes fourEyes;
    private final Audit audit;

    ResyncService(
            ConfigurationStore configuration,
            Runs runs,
            ResyncKind kind,
            TargetTables targets,
            FreeDoors freeDoors,
            Oversight oversight) {
        this.configuration = configuration;
        this.runs = runs;
        this.kind = kind;
        this.targets = targets;
        this.freeDoors = freeDoors;
        access = oversight.access();
        fourEyes = oversight.fourEyes();
        audit = oversight.audit();
    }

    /**
     * Begins a run; it waits until the channel runs, and after earlier ones.
     *
     * @return its id
     * @throws OtterException with NOT_FOUND, CHANNEL_INCOMPLETE, REQUEST_INVALID, a fault of a database,
     *     ZOOKEEPER_UNREACHABLE, or if the user lacks the role
     */
    public long begin(String channelName, ResyncForm form) {
        if (form.target() != Filled.EMPTY_FIRST) {
            return run(channelName, form);
        }
        access.require(Role.OPERATOR);
        String name = channel(configuration.read(), channelName).name();
        Confirmation.require(name, form.confirm(), Refusal.RESYNC_EMPTY_UNCONFIRMED);
        return fourEyes.run(
                name,
                Text.of("act.resync.empty", name),
                Json.MAPPER.writeValueAsString(form),
                () -> run(channelName, form));
    }

    private long run(String channelName, ResyncForm form) {
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
            if (Boolean.TRUE.equals(form.create())) {
                targets.create(pipeline, pairs(pipeline, part));
            }
            if (filled == Filled.REFUSE) {
                targets.requireEmpty(pipeline, pairs(pipeline, part));
            }
        }
        ResyncOrder order = new ResyncOrder(parts, where, filled == Filled.EMPTY_FIRST, parallelism, null, false);
        long id = runs.begin(kind, channel.id(), who, order, rowsPerSecond).id();
        if (where.isEmpty()) {
            kind.needNoInitialCopy(channel.id(), ChosenPairs.ids(parts));
        }
        audit.did(
                channel.id(),
                Text.of("act.resync", id, channel.name()),
                filled + (where.isEmpty() ? "" : "\nWHERE " + where));
        return id;
    }

    /**
     * The statements that would make the missing target tables of a run.
     *
     * @throws OtterException with NOT_FOUND, CHANNEL_INCOMPLETE, a fault of a database, or if the user lacks the role
     */
    public List<String> statements(String channelName, ResyncForm form) {
        access.require(Role.OPERATOR);
        Configuration configured = configuration.read();
        ChannelConfig config = new Resolver(configured).channel(channel(configured, channelName));
        return ChosenPairs.of(config, form.pairs()).stream()
                .flatMap(part -> {
                    PipelineConfig pipeline = pipeline(config, part.pipelineId());
                    return targets.statements(pipeline, pairs(pipeline, part)).stream();
                })
                .toList();
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
        return runs.begin(kind, channel.id(), who, ResyncOrder.of(pairs, rows, deleteGone), 0)
                .id();
    }

    /** Newest first. @throws OtterException with NOT_FOUND or ZOOKEEPER_UNREACHABLE */
    public ResyncReport list(String channelName) {
        Configuration configured = configuration.read();
        Channel channel = channel(configured, channelName);
        return new ResyncReport(
                runs.list(kind, channel.id(), MOST_RUNS).stream()
                        .map(this::shown)
                        .toList(),
                freeDoors.of(configured, channel));
    }

    /** @throws OtterException with NOT_FOUND, ILLEGAL_MOVE if it is over, ZOOKEEPER_UNREACHABLE, or for lack of the role */
    public ResyncReport.Run pause(String channelName, long id, boolean pause) {
        Run run = open(channelName, id);
        change(run, pause, null);
        audit.did(run.channelId(), Text.of(pause ? "act.resync.pause" : "act.resync.resume", id, channelName), "");
        return shown(runs.refreshed(kind, find(run.channelId(), id)));
    }

    /** @param rowsPerSecond 0 for no limit. @throws OtterException likewise */
    public ResyncReport.Run limit(String channelName, long id, long rowsPerSecond) {
        within("rowsPerSecond", rowsPerSecond, 0, MOST_ROWS);
        Run run = open(channelName, id);
        change(run, null, rowsPerSecond);
        audit.did(run.channelId(), Text.of("act.resync.limit", id, channelName, rowsPerSecond), "");
        return shown(runs.refreshed(kind, find(run.channelId(), id)));
    }

    /** Rows that were copied stay. @throws OtterException likewise */
    public ResyncReport.Run cancel(String channelName, long id) {
        Run run = open(channelName, id);
        runs.cancel(kind, run, withoutIndexes(channelName, run));
        audit.did(run.channelId(), Text.of("act.resync.cancel", id, channelName), "");
        return shown(find(run.channelId(), id));
    }

    private String withoutIndexes(String channelName, Run run) {
        Configuration configured = configuration.read();
        ChannelConfig config;
        try {
            config = new Resolver(configured).channel(channel(configured, channelName));
        } catch (OtterException e) {
            return ""; // its targets are not known any more, but it can be given up
        }
        return ResyncKind.order(run).parts().stream()
                .flatMap(part -> config.pipelines().stream().filter(one -> one.id() == part.pipelineId()))
                .map(targets::withoutIndexes)
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private Run open(String channelName, long id) {
        access.require(Role.OPERATOR);
        Run run = find(channel(configuration.read(), channelName).id(), id);
        if (run.isOver()) {
            throw over(run);
        }
        return run;
    }

    private void change(Run run, @Nullable Boolean paused, @Nullable Long rowsPerSecond) {
        if (!runs.change(kind, run, paused, rowsPerSecond)) {
            throw over(find(run.channelId(), run.id()));
        }
    }

    private static OtterException over(Run run) {
        return new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.RESYNC_OVER.with(run.id(), run.state()));
    }

    private Run find(long channelId, long id) {
        return runs.find(kind, channelId, id)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.RESYNC_UNKNOWN.with(id)));
    }

    private ResyncReport.Run shown(Run run) {
        return new ResyncReport.Run(
                run.id(),
                run.state(),
                run.byUser(),
                run.started(),
                run.ended(),
                ResyncKind.order(run).where(),
                run.rowsPerSecond(),
                run.error(),
                kind.kept(run));
    }

    private static PipelineConfig pipeline(ChannelConfig channel, long id) {
        return channel.pipelines().stream()
                .filter(pipeline -> pipeline.id() == id)
                .findFirst()
                .orElseThrow();
    }

    private static List<MediaPair> pairs(PipelineConfig pipeline, ChosenPairs part) {
        return pipeline.pairs().stream()
                .filter(pair -> part.pairIds().contains(pair.id()))
                .toList();
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
