package io.otter.manager.verify;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.error.OtterException;
import io.otter.manager.publication.Resolver;
import io.otter.manager.run.ChosenPairs;
import io.otter.manager.run.KnownPairs;
import io.otter.manager.run.Run;
import io.otter.manager.run.RunKind;
import io.otter.manager.run.Runs;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import java.time.Instant;
import java.util.List;
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
    private final VerifySchedule schedule;
    private final VerifySampling sampling;

    VerifyKind(Runs runs, KnownPairs pairs, VerifySchedule schedule, VerifySampling sampling) {
        this.runs = runs;
        this.pairs = pairs;
        this.schedule = schedule;
        this.sampling = sampling;
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
    public List<VerifyReport.Table> tables(long channelId, List<VerifyProgress> shown) {
        KnownPairs.Names names = pairs.of(channelId);
        return shown.stream()
                .flatMap(one -> one.tables().stream())
                .map(table -> reported(names, table))
                .toList();
    }

    @Override
    public List<VerifyReport.Table> kept(Run run) {
        return run.tables(VerifyReport.Table[].class);
    }

    @Override
    public void beginDue(Configuration configured, Channel channel) {
        sampling.keep(this, configured, channel);
        if (!channel.verifyCron().isEmpty()) {
            List<Run> whole = runs.kept(this, channel.id(), LATEST).stream()
                    .filter(run -> !VerifySampling.is(run))
                    .toList();
            schedule.due(channel.verifyCron(), whole).ifPresent(time -> begin(configured, channel, time));
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
        return run.request(VerifyOrder.class);
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
