package io.otter.manager.approval;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.otter.manager.text.Text;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An act that waits for a second person, or for being done.
 *
 * @param channel empty for an act on several channels
 * @param action in English
 * @param details what exactly is to be done
 * @param approver who has approved; null while nobody has
 */
public record Approval(
        long id,
        String channel,
        String action,
        @JsonIgnore Text act,
        String details,
        String asker,
        @Nullable String approver,
        Instant expires) {}
