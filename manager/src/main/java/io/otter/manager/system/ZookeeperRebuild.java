package io.otter.manager.system;

import io.otter.common.error.OtterException;
import io.otter.manager.audit.Audit;
import io.otter.manager.publication.Publication;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import org.springframework.stereotype.Service;

/** Writes whatever part of the configuration is missing in ZooKeeper, for pages and API. Thread-safe. */
@Service
final class ZookeeperRebuild {
    private final Publication publication;
    private final Access access;
    private final Audit audit;

    ZookeeperRebuild(Publication publication, Access access, Audit audit) {
        this.publication = publication;
        this.access = access;
        this.audit = audit;
    }

    /** @throws OtterException with ZOOKEEPER_UNREACHABLE, or if the user lacks the role */
    void run() {
        access.require(Role.ADMIN);
        publication.rebuild();
        audit.did(Text.of("act.rebuild"));
    }
}
