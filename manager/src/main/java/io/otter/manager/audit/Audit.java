package io.otter.manager.audit;

import io.otter.communication.Fields;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps what users decided about a channel's rows and statements. Thread-safe. */
@Component
public final class Audit {
    private final AuditMapper mapper;

    Audit(AuditMapper mapper) {
        this.mapper = mapper;
    }

    /** One decision. */
    public record Entry(Instant at, String user, String action, String detail) {}

    /**
     * Keeps a decision.
     *
     * @param action in upper case, at most 40 characters
     * @param detail at most 8000 characters, longer ones are cut
     */
    public void record(long channelId, String user, String action, String detail) {
        mapper.insert(channelId, user, action, Fields.shorten(detail, 8_000));
    }

    /** Newest first. */
    public List<Entry> list(long channelId, int most) {
        return mapper.rows(channelId, most).stream()
                .map(row -> new Entry(row.at(), row.user(), row.action(), row.detail()))
                .toList();
    }
}
