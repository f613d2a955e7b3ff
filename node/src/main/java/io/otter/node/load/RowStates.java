package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ConflictPolicy;
import io.otter.database.ColumnMeta;
import io.otter.node.binlog.Row;
import io.otter.node.conflict.RowState;
import io.otter.node.conflict.RowVersion;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells how new rows are, at the target and in changes of it, where their pair's rule asks for that. One thread at a time. */
final class RowStates {
    private final String pipeline;
    private final ConflictBook book;

    RowStates(String pipeline, ConflictBook book) {
        this.pipeline = pipeline;
        this.book = book;
    }

    RowState here(Connection connection, CheckedStatements statements, TablePlan plan, Row key) throws SQLException {
        if (plan.conflicts().policy() != ConflictPolicy.NEWEST) {
            return RowState.NOTHING;
        }
        Optional<RowVersion> present = statements.version(connection, key, versionColumn(plan));
        return present.isPresent()
                ? RowState.row(present.get())
                : RowState.deleted(
                        RowVersion.of(book.buried(connection, plan, key).orElse(null)));
    }

    RowState arriving(TargetChange change, UnitPlaces places) {
        TablePlan plan = change.plan();
        if (plan.conflicts().policy() != ConflictPolicy.NEWEST) {
            return RowState.NOTHING;
        }
        ColumnMapping column = versionColumn(plan);
        Row after = change.after();
        if (after != null) {
            return RowState.row(version(after.completedBy(change.known()).get(column.source())));
        }
        RowVersion version = version(change.known().get(column.source()));
        boolean isTime = plan.target()
                .column(column.target())
                .filter(meta -> meta.dataType().equals("timestamp"))
                .isPresent();
        if (isTime && !change.settles()) {
            RowVersion deleted =
                    RowVersion.at(Instant.ofEpochMilli(places.of(change).commitTimestampMillis()));
            version = deleted.compareTo(version) > 0 ? deleted : version;
        }
        return RowState.deleted(version);
    }

    private static RowVersion version(@Nullable Object value) {
        return RowVersion.of(value == null || value == Row.ABSENT ? null : Values.plain(value));
    }

    private ColumnMapping versionColumn(TablePlan plan) {
        String name = plan.conflicts().column();
        return plan.columns().stream()
                .filter(column ->
                        plan.source().columns().get(column.source()).name().equalsIgnoreCase(name))
                .filter(column -> plan.target()
                        .column(column.target())
                        .map(ColumnMeta::dataType)
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new OtterException(
                        ErrorCode.LOAD_CONFLICT,
                        "pipeline " + pipeline + ": the column \"" + name
                                + "\" that tells which row is newer is not one" + " that " + plan.targetName()
                                + " gets from its source."));
    }
}
