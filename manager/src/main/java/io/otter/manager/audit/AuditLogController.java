package io.otter.manager.audit;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/audit}, for administrators. */
@RestController
final class AuditLogController {
    private static final int MOST = 200;

    private final Audit audit;

    AuditLogController(Audit audit) {
        this.audit = audit;
    }

    /** The newest actions. @param find only those whose text or user contains it */
    @GetMapping(path = "/api/v1/audit", produces = "application/json")
    List<Audit.Entry> list(@RequestParam(defaultValue = "") String find) {
        return audit.find(find, MOST);
    }
}
