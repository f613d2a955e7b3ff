package io.otter.manager.pipeline;

import io.otter.manager.audit.Audit;
import io.otter.manager.monitor.Reports;
import io.otter.manager.pipeline.PipelineHead.Subject;
import io.otter.manager.text.Text;
import io.otter.manager.user.RowSecrets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** User actions on a pipeline's channel and nodes' reports about the pipeline, in order of time. Thread-safe. */
@Component
final class Timeline {
    private static final int MOST = 200;

    private final Audit audit;
    private final Reports reports;
    private final RowSecrets rows;

    Timeline(Audit audit, Reports reports, RowSecrets rows) {
        this.audit = audit;
        this.reports = reports;
        this.rows = rows;
    }

    /**
     * One event.
     *
     * @param byNode whether a node reported it; otherwise a user did it
     * @param who a user name or a nid
     * @param address the user's address, empty for a node
     * @param detail the changes to the configuration, or the node's message; empty when there is nothing more
     */
    record Moment(Instant at, boolean byNode, String who, String address, Text what, String detail) {}

    /** Newest first. */
    List<Moment> of(Subject subject) {
        Stream<Moment> acts = audit.list(subject.channel().id(), MOST).stream()
                .map(act -> new Moment(act.at(), false, act.user(), act.address(), act.act(), act.detail()));
        Stream<Moment> records = reports.logOfPipeline(subject.pipeline().id(), MOST).stream()
                .map(entry ->
                        new Moment(entry.at(), true, entry.nid(), "", Text.plain(entry.title()), entry.message()));
        return Stream.concat(acts, records)
                .sorted(Comparator.comparing(Moment::at).reversed())
                .limit(MOST)
                .map(moment -> new Moment(
                        moment.at(),
                        moment.byNode(),
                        moment.who(),
                        moment.address(),
                        rows.shown(moment.what()),
                        rows.shown(moment.detail())))
                .toList();
    }
}
