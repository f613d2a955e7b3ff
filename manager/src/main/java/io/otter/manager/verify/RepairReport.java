package io.otter.manager.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a repair does.
 *
 * @param id of the first resync that sends the rows again; null in a dry run
 * @param ids of all of them
 * @param rows how many rows are sent again or deleted
 * @param kept rows that only the target has and that stay
 * @param preview in a dry run, the first of them
 */
public record RepairReport(@Nullable Long id, List<Long> ids, long rows, long kept, List<Step> preview) {
    public RepairReport {
        ids = List.copyOf(ids);
        preview = List.copyOf(preview);
    }

    /**
     * What is done about one row.
     *
     * @param sql what has the same effect if the row is still the same; long values are cut
     */
    public record Step(VerifyReport.Row row, String sql) {}
}
