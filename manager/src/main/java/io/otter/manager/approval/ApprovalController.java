package io.otter.manager.approval;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/approvals}. */
@RestController
@RequestMapping(path = "/api/v1/approvals", produces = "application/json")
final class ApprovalController {
    private final FourEyes fourEyes;

    ApprovalController(FourEyes fourEyes) {
        this.fourEyes = fourEyes;
    }

    @GetMapping
    List<Approval> list() {
        return fourEyes.list();
    }

    /** For who has not asked for it; that one may do it then. */
    @PostMapping("/{id}/approve")
    List<Approval> approve(@PathVariable long id) {
        fourEyes.approve(id);
        return fourEyes.list();
    }

    @PostMapping("/{id}/reject")
    List<Approval> reject(@PathVariable long id) {
        fourEyes.reject(id);
        return fourEyes.list();
    }
}
