package io.otter.manager.resync;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.session.Coordination;
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
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Copies of existing rows. Thread-safe. */
@Component
final class ResyncKind implements RunKind<ResyncRequest, ResyncProgress> {
    private static final Logger log = LoggerFactory.getLogger(ResyncKind.class);
    /** Who begins those that a channel's configuration asks for. */
    private static final String INITIAL = "initialCopy";

    private static final int INITIAL_PARALLELISM = 2;

    private final Runs runs;
    private final KnownPairs pairs;
    private final ConfigurationStore configuration;
    private final DesiredStates states;
    private final CopiedPairs copied;

    ResyncKind(
            Runs runs, KnownPairs pairs, ConfigurationStore configuration, DesiredStates states, CopiedPairs copied) {
        this.runs = runs;
        this.pairs = pairs;
        this.configuration = configuration;
        this.states = states;
        this.copied = copied;
    }

    @Override
    public String name() {
        return "RESYNC";
    }

    @Override
    public Requests<ResyncRequest, ResyncProgress> requests(
            Coordination coordination, long channelId, long pipelineId) {
        return ResyncRequest.of(coordination, channelId, pipelineId);
    }

    @Override
    public List<ChosenPairs> parts(Run run) {
        return order(run).parts();
    }

    @Override
    public ResyncRequest request(Run run, ChosenPairs part) {
        return order(run).request(run.id(), part, run.paused(), run.rowsPerSecond());
    }

    @Override
    public String progress(long channelId, List<ResyncProgress> shown) {
        KnownPairs.Names names = pairs.of(channelId);
        return json(shown.stream()
                .flatMap(one -> one.tables().stream())
                .flatMap(table -> table.pairIds().stream().map(id -> reported(names, id, table)))
                .toList());
    }

    @Override
    public String cancelled(Run run) {
        return json(tables(run).stream()
                .map(table -> table.state().isEnd()
                        ? table
                        : new ResyncReport.Table(
                                table.pair(),
                                table.source(),
                                table.target(),
                                State.CANCELLED,
                                table.rows(),
                                table.estimatedRows(),
                                0,
                                null,
                                table.error()))
                .toList());
    }

    /** Of channels that run, so that one that is still being put together gets one copy and not many. */
    @Override
    public void beginDue(@Nullable Long starting) {
        Configuration configured = configuration.read();
        for (Channel channel : configured.channels()) {
            if (channel.initialCopy()
                    && (Objects.equals(starting, channel.id())
                            || states.of(channel.id()).status() == ChannelStatus.START)) {
                beginDue(configured, channel);
            }
        }
    }

    private void beginDue(Configuration configured, Channel channel) {
        List<ChosenPairs> all;
        try {
            all = ChosenPairs.of(new Resolver(configured).channel(channel), null);
        } catch (OtterException e) {
            log.debug("channel {} is not complete: {}", channel.name(), e.getMessage());
            return;
        }
        copied.claim(channel.id(), ChosenPairs.ids(all), due -> {
            List<ChosenPairs> parts = ChosenPairs.only(all, due);
            runs.begin(this, channel.id(), INITIAL, ResyncOrder.of(parts, INITIAL_PARALLELISM), 0);
        });
    }

    static ResyncOrder order(Run run) {
        return Json.read(run.request().getBytes(StandardCharsets.UTF_8), ResyncOrder.class);
    }

    static List<ResyncReport.Table> tables(Run run) {
        return List.of(Json.read(run.progress().getBytes(StandardCharsets.UTF_8), ResyncReport.Table[].class));
    }

    private static ResyncReport.Table reported(KnownPairs.Names names, long pairId, ResyncProgress.Table table) {
        return new ResyncReport.Table(
                names.pair(pairId),
                table.schema() + "." + table.table(),
                names.target(pairId, table.schema(), table.table()),
                table.state(),
                table.rows(),
                table.estimatedRows(),
                table.rowsPerSecond(),
                table.etaSeconds(),
                table.error());
    }

    private static String json(List<ResyncReport.Table> tables) {
        return new String(Json.write(tables), StandardCharsets.UTF_8);
    }
}
