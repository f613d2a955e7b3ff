package io.otter.manager.monitor;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.communication.MessageType;
import io.otter.communication.RpcHandlers;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.RowReport;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.monitor.Assignments.Duty;
import io.otter.manager.text.Text;
import io.otter.manager.user.AccessTrail;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What is taken of a node's reports: what is about its own pipelines. Who has stolen a node's key tells nothing of others; that
 * it was tried is in the audit log. Thread-safe.
 */
@Component
final class Admission {
    private final Assignments assignments;
    private final AccessTrail trail;

    Admission(Assignments assignments, AccessTrail trail) {
        this.assignments = assignments;
        this.trail = trail;
    }

    /** Without pipelines of others. Counts of all runs are also of pipelines that were the node's once. */
    StatisticsReport own(StatisticsReport report) {
        int nid = report.nid();
        Set<Long> own =
                assignments.of(nid).stream().map(Duty::pipelineId).collect(Collectors.toCollection(HashSet::new));
        for (StatisticsReport.Pipeline pipeline : report.pipelines()) {
            long id = pipeline.pipelineId();
            if (!own.contains(id) && admits(nid, StatisticsReport.TYPE, id)) {
                own.add(id);
            }
        }
        return new StatisticsReport(
                nid,
                report.pipelines().stream()
                        .filter(pipeline -> own.contains(pipeline.pipelineId()))
                        .toList(),
                new StatisticsReport.Totals(
                        report.totals().counter(),
                        report.totals().rows().stream()
                                .filter(total -> own.contains(total.pipelineId()))
                                .toList()));
    }

    /** Whether the log is that of the node's own channel and pipeline. */
    boolean admits(LogRecordReport record) {
        return admits(
                record.nid(),
                LogRecordReport.TYPE,
                duty -> duty.pipelineId() == record.pipelineId() && duty.channelId() == record.channelId());
    }

    /** Whether a pipeline is the node's. */
    boolean admits(int nid, MessageType<?> type, long pipelineId) {
        return admits(nid, type, duty -> duty.pipelineId() == pipelineId);
    }

    /** Without canals that the node does not read. */
    SchemaHistoryReport own(int nid, SchemaHistoryReport report) {
        Set<String> own = Stream.concat(
                        report.changes().stream().map(change -> change.place().destination()),
                        report.snapshots().stream()
                                .map(snapshot -> snapshot.place().destination()))
                .distinct()
                .filter(canal -> !canal.isEmpty()
                        && admits(
                                nid,
                                SchemaHistoryReport.TYPE,
                                duty -> duty.canal().equals(canal)))
                .collect(Collectors.toSet());
        return new SchemaHistoryReport(
                report.changes().stream()
                        .filter(change -> own.contains(change.place().destination()))
                        .toList(),
                report.snapshots().stream()
                        .filter(snapshot -> own.contains(snapshot.place().destination()))
                        .toList());
    }

    /** Stores rows of the node's own pipelines; those of others are refused with NODE_UNASSIGNED. */
    <R> RpcHandlers.Handler<RowReport<R>, RowReport<R>> own(
            RowReport.Kind<R> kind, Function<RowReport<R>, RowReport<R>> store) {
        return (nid, report) -> {
            if (!admits(nid, kind.type(), report.pipelineId())) {
                throw refused(nid, kind.type().name() + " of pipeline " + report.pipelineId());
            }
            return store.apply(report);
        };
    }

    /**
     * Likewise, if what they belong to is of the same channel.
     *
     * @param channelOf the channel of what a report is about; empty if that is gone
     */
    <R> RpcHandlers.Handler<RowReport<R>, RowReport<R>> own(
            RowReport.Kind<R> kind,
            Function<RowReport<R>, Optional<Long>> channelOf,
            Function<RowReport<R>, RowReport<R>> store) {
        return (nid, report) -> {
            Optional<Long> channel = channelOf.apply(report);
            if (!admits(
                    nid,
                    kind.type(),
                    duty -> duty.pipelineId() == report.pipelineId()
                            && channel.map(id -> id == duty.channelId()).orElse(true))) {
                throw refused(
                        nid, kind.type().name() + " of pipeline " + report.pipelineId() + " for " + report.subjectId());
            }
            return store.apply(report);
        };
    }

    /** Nothing that a peer has chosen is in the audit log, so that he cannot fill it. */
    private boolean admits(int nid, MessageType<?> type, Predicate<Duty> own) {
        if (assignments.of(nid).stream().anyMatch(own)) {
            return true;
        }
        Optional<Set<Duty>> now = assignments.again(nid);
        boolean admitted = now.stream().flatMap(Set::stream).anyMatch(own);
        if (now.isPresent() && !admitted) {
            trail.refused("node " + nid, "", Text.of("act.report", type.name()));
        }
        return admitted;
    }

    private static OtterException refused(int nid, String what) {
        return new OtterException(
                ErrorCode.NODE_UNASSIGNED, "node " + nid + " sent " + what + ", which it does not work for.");
    }
}
