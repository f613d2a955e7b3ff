package io.otter.manager.approval;

import io.otter.manager.audit.Audit;
import io.otter.manager.user.Access;
import org.springframework.stereotype.Component;

/** What watches over acts: the user's role, a second person, and the note of what was done. */
@Component
public record Oversight(Access access, FourEyes fourEyes, Audit audit) {}
