package io.otter.manager.change;

import io.otter.manager.text.Refusal;
import io.otter.manager.text.Text;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who has changed things last, as the audit log says. Thread-safe. */
@Component
public final class LastChanges {
    private static final int MOST = 500;

    private final LastChangeMapper mapper;

    LastChanges(LastChangeMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What to throw when something was changed after it was displayed.
     *
     * @param what its name
     * @param acts a regular expression for the keys of what the audit log says of such changes
     * @param subject one of the values there, a text or a string; null for any
     */
    public EditConflictException conflict(String what, String acts, @Nullable Object subject) {
        return mapper.newest(MOST).stream()
                .filter(row -> isOf(row.act(), acts, subject))
                .findFirst()
                .map(row -> new EditConflictException(
                        Refusal.EDIT_CONFLICT_BY.with(what, row.user(), Instant.ofEpochSecond(row.at()))))
                .orElseGet(() -> new EditConflictException(what));
    }

    private static boolean isOf(String json, String acts, @Nullable Object subject) {
        Optional<Text> act = Text.ofJson(json).filter(text -> text.key().matches(acts));
        return act.isPresent() && (subject == null || act.get().values().contains(subject));
    }
}
