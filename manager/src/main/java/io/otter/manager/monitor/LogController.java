package io.otter.manager.monitor;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/logs}. */
@RestController
final class LogController {
    private static final int MOST = 200;

    private final LogRecords records;

    LogController(LogRecords records) {
        this.records = records;
    }

    /** @param channel null when it is deleted */
    record LogRecord(
            Instant at,
            String nid,
            @Nullable String channel,
            @Nullable String pipeline,
            String title,
            String message) {}

    /** The newest log records. @param find only those that contain it */
    @GetMapping(path = "/api/v1/logs", produces = "application/json")
    List<LogRecord> logs(@RequestParam(defaultValue = "") String find, @RequestParam(defaultValue = "200") int most) {
        if (most < 1 || most > MOST) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.NUMBER_RANGE.with("most", 1, MOST));
        }
        return records.find(find).stream()
                .limit(most)
                .map(row ->
                        new LogRecord(row.when(), row.nid(), row.channel(), row.pipeline(), row.title(), row.message()))
                .toList();
    }
}
