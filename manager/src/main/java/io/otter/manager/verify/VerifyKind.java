package io.otter.manager.verify;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.publication.DesiredStates;
import io.otter.manager.publication.Resolver;
import io.otter.manager.run.ChosenPairs;
import io.otter.manager.run.KnownPairs;
import io.otter.manager.run.Run;
import io.otter.manager.run.RunKind;
import io.otter.manager.run.Runs;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Comparisons of both sides. Thread-safe. */
@Component
final class VerifyKind implements RunKind<VerifyRequest, VerifyProgress> {
    private static final Logger log = LoggerFactory.getLogger(VerifyKind.class);
    /** Runs of a channel that are looked at. */
    private static final int LATEST = 100;

    private final Runs runs;
    private final KnownPairs pairs;
    private final ConfigurationStore configuration;
    private final DesiredStates states;
    private final VerifySchedule schedule;

    VerifyKind(
            Runs runs,
            KnownPairs pairs,
            ConfigurationStore configuration,
            DesiredStates states,
            VerifySchedule schedule) {
        this.runs = runs;
        this.pairs = pairs;
        this.configuration = configuration;
        this.states = states;
        this.schedule = schedule;
    }

    @Override
    public String name() {
        return "VERIFY";
    }

    @Override
    public Requests<VerifyRequest, VerifyProgress> requests(
            Coordination coordination, long channelId, long pipelineId) {
        return VerifyRequest.of(coordination, channelId, pipelineId);
    }

    @Override
    public List<ChosenPairs> parts(Run run) {
        return order(run).parts();
    }

    @Override
    public VerifyRequest request(Run run, ChosenPairs part) {
        return order(run).request(run.id(), part);
    }

    @Override
    public String progress(long channelId, List<VerifyProgress> shown) {
        KnownPairs.Names names = pairs.of(channelId);
        return new String(
                Json.write(shown.stream()
                        .flatMap(one -> one.tables().stream())
                        .map(table -> reported(names, table))
                        .toList()),
                StandardCharsets.UTF_8);
    }

    @Override
    public String cancelled(Run run) {
        return run.progress();
    }

    @Override
    public void beginDue(@Nullable Long starting) {
        Configuration configured = configuration.read();
        for (Channel channel : configured.channels()) {
            if (!channel.verifyCron().isEmpty() && states.of(channel.id()).status() == ChannelStatus.START) {
                schedule.due(channel.verifyCron(), runs.kept(this, channel.id(), LATEST))
                        .ifPresent(time -> begin(configured, channel, time));
            }
        }
    }

    private void begin(Configuration configured, Channel channel, Instant due) {
        try {
            VerifyOrder order = new VerifyOrder(ChosenPairs.of(new Resolver(configured).channel(channel), null), "");
            runs.beginFirst(this, channel.id(), VerifySchedule.BY, order, due.toEpochMilli());
        } catch (OtterException e) {
            log.warn("channel {} is not compared: {}", channel.name(), e.getMessage());
        }
    }

    static VerifyOrder order(Run run) {
        return Json.read(run.request().getBytes(StandardCharsets.UTF_8), VerifyOrder.class);
    }

    static List<VerifyReport.Table> tables(Run run) {
        return List.of(Json.read(run.progress().getBytes(StandardCharsets.UTF_8), VerifyReport.Table[].class));
    }

    private static VerifyReport.Table reported(KnownPairs.Names names, VerifyProgress.Table table) {
        return new VerifyReport.Table(
                names.pair(table.pairId()),
                table.schema() + "." + table.table(),
                names.target(table.pairId(), table.schema(), table.table()),
                table.state(),
                table.rows(),
                table.estimatedRows(),
                table.missing(),
                table.extra(),
                table.different(),
                table.known(),
                table.note());
    }
}
