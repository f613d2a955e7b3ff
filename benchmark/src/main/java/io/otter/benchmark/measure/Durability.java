package io.otter.benchmark.measure;

import java.util.List;

/** How durable commits are on both servers. */
public enum Durability {
    RELAXED(0, 2),
    FULL(1, 1);

    private final int syncBinlog;
    private final int flushLog;

    Durability(int syncBinlog, int flushLog) {
        this.syncBinlog = syncBinlog;
        this.flushLog = flushLog;
    }

    /** In the form of server variables. */
    public String title() {
        return "sync_binlog=" + syncBinlog + ", innodb_flush_log_at_trx_commit=" + flushLog;
    }

    List<String> statements() {
        return List.of(
                "SET GLOBAL sync_binlog = " + syncBinlog, "SET GLOBAL innodb_flush_log_at_trx_commit = " + flushLog);
    }
}
