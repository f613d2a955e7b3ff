package io.otter.node.walk;

import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NoKey;
import io.otter.common.model.Order;
import io.otter.common.model.Origins;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.SyncMode;
import io.otter.testsupport.record.Records;
import java.util.List;

/**
 * The configuration of a walk.
 *
 * @param reader the account at the source; empty for the server's own
 * @param writer likewise at the target
 */
record Modes(
        SyncMode syncMode,
        Consistency consistency,
        PipelineParameters parameters,
        List<MediaPair> pairs,
        Origins origins,
        String reader,
        String writer) {
    /** Every table of a schema under its own name, whole rows from the log, no DDL. */
    static Modes schema(String name) {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return new Modes(
                SyncMode.ROW,
                Consistency.BASE,
                Records.with(defaults, "ddlSync", false, "skipFreeDoor", true),
                List.of(Walk.pair(1, name + "..*", name + "..*", ColumnView.ALL)),
                Origins.NONE,
                "",
                "");
    }

    /** With DDL and tables without a key. */
    Modes withEverything(int batchRows, int loadPoolSize, Order order) {
        return with(Records.with(
                parameters,
                "batchRows",
                batchRows,
                "loadPoolSize",
                loadPoolSize,
                "ddlSync",
                true,
                "noKey",
                NoKey.FULL_ROW,
                "order",
                order));
    }

    /** Rows that the target refuses become letters. */
    Modes withDeadLetters() {
        return with(Records.with(parameters, "onError", ErrorPolicy.DEAD_LETTER));
    }

    /** With lines of {@code retl.retl_buffer}. */
    Modes withFreeDoor() {
        return withFreeDoor(false);
    }

    /** With lines of {@code retl.retl_buffer}, which are deleted when they are done. */
    Modes withPurgedFreeDoor() {
        return withFreeDoor(true);
    }

    private Modes withFreeDoor(boolean purged) {
        return with(Records.with(parameters, "skipFreeDoor", false, "purgeFreeDoor", purged));
    }

    Modes with(SyncMode mode) {
        return new Modes(mode, consistency, parameters, pairs, origins, reader, writer);
    }

    Modes with(Consistency other) {
        return new Modes(syncMode, other, parameters, pairs, origins, reader, writer);
    }

    Modes with(PipelineParameters other) {
        return new Modes(syncMode, consistency, other, pairs, origins, reader, writer);
    }

    Modes with(MediaPair... others) {
        return new Modes(syncMode, consistency, parameters, List.of(others), origins, reader, writer);
    }

    Modes with(Origins others) {
        return new Modes(syncMode, consistency, parameters, pairs, others, reader, writer);
    }

    Modes readBy(String account) {
        return new Modes(syncMode, consistency, parameters, pairs, origins, account, writer);
    }

    Modes writtenBy(String account) {
        return new Modes(syncMode, consistency, parameters, pairs, origins, reader, account);
    }
}
