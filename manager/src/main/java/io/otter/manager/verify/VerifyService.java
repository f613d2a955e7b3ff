package io.otter.manager.verify;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelConfig;
import io.otter.communication.message.ReportedDifference;
import io.otter.communication.message.RowReport;
import io.otter.manager.audit.Audit;
import io.otter.manager.publication.Resolver;
import io.otter.manager.run.ChosenPairs;
import io.otter.manager.run.Condition;
import io.otter.manager.run.KnownPairs;
import io.otter.manager.run.Run;
import io.otter.manager.run.Runs;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.verify.DifferenceMapper.DifferenceRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** Comparisons of both sides, for pages and API. Thread-safe. */
@Service
public final class VerifyService {
    /** Runs that are shown. */
    private static final int MOST_RUNS = 50;
    /** Runs of a channel whose rows are kept. */
    private static final int RUNS_WITH_ROWS = 10;

    private static final int PAGE = 100;
    private static final int LAST_PAGE = 10_000;

    private final ConfigurationStore configuration;
    private final Runs runs;
    private final VerifyKind kind;
    private final DifferenceMapper mapper;
    private final KnownPairs pairs;
    private final Access access;
    private final Audit audit;

    VerifyService(
            ConfigurationStore configuration,
            Runs runs,
            VerifyKind kind,
            DifferenceMapper mapper,
            KnownPairs pairs,
            Access access,
            Audit audit) {
        this.configuration = configuration;
        this.runs = runs;
        this.kind = kind;
        this.mapper = mapper;
        this.pairs = pairs;
        this.access = access;
        this.audit = audit;
    }

    /**
     * Begins a run; it waits until the channel runs, and after earlier ones.
     *
     * @return its id
     * @throws OtterException with NOT_FOUND, CHANNEL_INCOMPLETE, REQUEST_INVALID, ZOOKEEPER_UNREACHABLE, or if the user
     *     lacks the role
     */
    public long begin(String channelName, VerifyForm form) {
        String who = access.require(Role.OPERATOR).name();
        Configuration configured = configuration.read();
        Channel channel = channel(configured, channelName);
        ChannelConfig config = new Resolver(configured).channel(channel);
        String where = Objects.requireNonNullElse(form.where(), "").strip();
        if (!Condition.isOne(where)) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.RESYNC_WHERE.with(where));
        }
        VerifyOrder order = new VerifyOrder(ChosenPairs.of(config, form.pairs()), where);
        long id = runs.begin(kind, channel.id(), who, order, 0).id();
        mapper.old(channel.id(), kind.name(), RUNS_WITH_ROWS).forEach(mapper::forgetRows);
        audit.did(channel.id(), Text.of("act.verify", id, channel.name()), where.isEmpty() ? "" : "WHERE " + where);
        return id;
    }

    /** Newest first. @throws OtterException with NOT_FOUND or ZOOKEEPER_UNREACHABLE */
    public VerifyReport list(String channelName) {
        Channel channel = channel(configuration.read(), channelName);
        return new VerifyReport(runs.list(kind, channel.id(), MOST_RUNS).stream()
                .map(this::shown)
                .toList());
    }

    /** @throws OtterException with NOT_FOUND, ILLEGAL_MOVE if it is over, ZOOKEEPER_UNREACHABLE, or for lack of the role */
    public VerifyReport.Run cancel(String channelName, long id) {
        access.require(Role.OPERATOR);
        Channel channel = channel(configuration.read(), channelName);
        Run run = find(channel, id);
        if (run.isOver()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.VERIFY_OVER.with(id, run.state()));
        }
        runs.cancel(kind, run, "");
        audit.did(channel.id(), Text.of("act.verify.cancel", id, channel.name()), "");
        return shown(find(channel, id));
    }

    /**
     * Rows that a run found.
     *
     * @param pair only of pairs from this source media; null for all
     * @param kind MISSING, EXTRA or DIFFERENT; null for all
     * @param page from 0
     * @throws OtterException with NOT_FOUND, REQUEST_INVALID, or if the user lacks the role
     */
    public VerifyReport.Page rows(String channelName, long id, @Nullable String pair, @Nullable String kind, int page) {
        access.require(Role.OPERATOR);
        Channel channel = channel(configuration.read(), channelName);
        find(channel, id);
        if (page < 0 || page > LAST_PAGE) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.NUMBER_RANGE.with("page", 0, LAST_PAGE));
        }
        KnownPairs.Names names = pairs.of(channel.id());
        List<Long> wanted = pair == null ? List.of() : names.ids(pair);
        if (pair != null && wanted.isEmpty()) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.RESYNC_PAIR.with(channel.name(), pair));
        }
        List<DifferenceRow> rows = mapper.rows(id, wanted, kind, 0, page * PAGE, PAGE + 1);
        return new VerifyReport.Page(
                page,
                rows.size() > PAGE,
                rows.stream().limit(PAGE).map(row -> shown(names, row)).toList());
    }

    /** The channel of a run; empty if that is gone. */
    public Optional<Long> channelOf(long id) {
        return Optional.ofNullable(mapper.channelOf(id));
    }

    /** Stores a node's report; rows may be repeated. @return the response to the node */
    public RowReport<ReportedDifference> store(RowReport<ReportedDifference> report) {
        report.rows().forEach(row -> mapper.store(report.pipelineId(), report.subjectId(), row));
        return report.stored();
    }

    /** @return the id of the channel. @throws OtterException with NOT_FOUND, or ILLEGAL_MOVE if the run is not over */
    long requireOver(String channelName, long id) {
        Channel channel = channel(configuration.read(), channelName);
        Run run = find(channel, id);
        Run now = run.isOver() ? run : runs.refreshed(kind, run);
        if (!now.isOver()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.VERIFY_GOES_ON.with(id));
        }
        return channel.id();
    }

    VerifyReport.Row shown(long channelId, DifferenceRow row) {
        return shown(pairs.of(channelId), row);
    }

    private static VerifyReport.Row shown(KnownPairs.Names names, DifferenceRow row) {
        return new VerifyReport.Row(
                names.pair(row.pairId()),
                row.sourceTable(),
                row.targetTable(),
                row.kind(),
                row.keyText(),
                tree(row.source()),
                tree(row.target()));
    }

    private static @Nullable JsonNode tree(@Nullable String json) {
        return json == null ? null : Json.MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8));
    }

    private Run find(Channel channel, long id) {
        return runs.find(kind, channel.id(), id)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.VERIFY_UNKNOWN.with(id)));
    }

    private VerifyReport.Run shown(Run run) {
        return new VerifyReport.Run(
                run.id(),
                run.state(),
                run.byUser(),
                run.started(),
                run.ended(),
                VerifyKind.order(run).where(),
                run.error(),
                kind.kept(run));
    }

    private static Channel channel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
