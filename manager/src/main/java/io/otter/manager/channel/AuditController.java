package io.otter.manager.channel;

import io.otter.common.error.ErrorCode;
import io.otter.manager.audit.Audit;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/channels/{name}/audit}. */
@RestController
@RequestMapping(path = "/api/v1/channels/{name}/audit", produces = "application/json")
final class AuditController {
    private static final int MOST = 500;

    private final ConfigurationStore configuration;
    private final Audit audit;

    AuditController(ConfigurationStore configuration, Audit audit) {
        this.configuration = configuration;
        this.audit = audit;
    }

    /** The newest actions on the channel. */
    @GetMapping
    List<Audit.Entry> list(@PathVariable String name) {
        long id = configuration
                .read()
                .channel(name)
                .map(Channel::id)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
        return audit.list(id, MOST);
    }
}
