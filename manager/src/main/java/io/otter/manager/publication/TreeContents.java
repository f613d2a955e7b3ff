package io.otter.manager.publication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads what is configured. Thread-safe. */
@Component
final class TreeContents implements PublishedTree.Contents {
    private static final Logger log = LoggerFactory.getLogger(TreeContents.class);

    private final ConfigurationStore stored;
    private final Identity identity;

    TreeContents(ConfigurationStore stored, Identity identity) {
        this.stored = stored;
        this.identity = identity;
    }

    @Override
    public String installation() {
        return identity.installation();
    }

    @Override
    public TreeContent read() {
        Configuration configured = stored.read();
        Resolver resolver = identity.resolver(configured);
        List<ChannelConfig> channels = new ArrayList<>();
        for (Channel channel : configured.channels()) {
            try {
                channels.add(resolver.channel(channel));
            } catch (OtterException e) {
                if (e.code() != ErrorCode.CHANNEL_INCOMPLETE) {
                    throw e;
                }
                log.warn("not published: {}", e.getMessage());
            }
        }
        return new TreeContent(
                identity.installation(),
                identity.keyed(resolver.nodes()),
                channels,
                configured.channels().stream().map(Channel::id).collect(Collectors.toSet()));
    }
}
