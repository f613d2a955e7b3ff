package io.otter.manager.resync;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.error.OtterException;
import io.otter.manager.publication.Resolver;
import io.otter.manager.run.ChosenPairs;
import io.otter.manager.run.KnownPairs;
import io.otter.manager.run.Run;
import io.otter.manager.run.RunKind;
import io.otter.manager.run.Runs;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import java.util.List;
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
    private final CopiedPairs copied;

    ResyncKind(Runs runs, KnownPairs pairs, CopiedPairs copied) {
        this.runs = runs;
        this.pairs = pairs;
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
    public List<ResyncReport.Table> tables(long channelId, List<ResyncProgress> shown) {
        KnownPairs.Names names = pairs.of(channelId);
        return shown.stream()
                .flatMap(one -> one.tables().stream())
                .flatMap(table -> table.pairIds().stream().map(id -> reported(names, id, table)))
                .toList();
    }

    @Override
    public List<ResyncReport.Table> kept(Run run) {
        return run.tables(ResyncReport.Table[].class);
    }

    @Override
    public void beginDue(Configuration configured, Channel channel) {
        if (!channel.initialCopy()) {
            return;
        }
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

    /** Of pairs whose rows somebody copies anyway. */
    void needNoInitialCopy(long channelId, List<Long> pairIds) {
        copied.add(channelId, pairIds);
    }

    static ResyncOrder order(Run run) {
        return run.request(ResyncOrder.class);
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
}
