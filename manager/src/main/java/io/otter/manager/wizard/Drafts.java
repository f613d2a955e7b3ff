package io.otter.manager.wizard;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Each session's {@link Draft}. Thread-safe. */
@Component
final class Drafts {
    private static final String DRAFT = Draft.class.getName();

    private final Access access;

    Drafts(Access access) {
        this.access = access;
    }

    /** Empty before servers were chosen. */
    Optional<Draft> find(HttpSession session) {
        return session.getAttribute(DRAFT) instanceof Draft draft ? Optional.of(draft) : Optional.empty();
    }

    /** @throws OtterException with NOT_FOUND before servers were chosen, or if the user lacks the role */
    Draft require(HttpSession session) {
        access.require(Role.OPERATOR);
        return find(session)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.NOTHING_CHOSEN.with()));
    }

    void keep(HttpSession session, Draft draft) {
        session.setAttribute(DRAFT, draft);
    }

    void drop(HttpSession session) {
        session.removeAttribute(DRAFT);
    }
}
