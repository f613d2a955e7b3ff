package io.otter.node.report;

import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.node.supervisor.PipelineReport;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a node says, without the network. */
public final class PlayedReport {
    private final int nid;
    private final ReportContents contents;

    public PlayedReport(int nid, Supplier<Map<Long, PipelineReport>> reports, Clock clock) {
        this.nid = nid;
        contents = new ReportContents(reports, clock);
    }

    public StatisticsReport statistics() {
        return new StatisticsReport(nid, contents.pipelines());
    }

    public List<LogRecordReport> newFaults() {
        return contents.newFaults(nid);
    }

    public void sent(LogRecordReport fault) {
        contents.sent(fault);
    }
}
