package io.otter.manager.verify;

import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.manager.publication.Resolver;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import java.util.List;
import org.springframework.stereotype.Component;

/** The pairs of a channel as they are configured now. Thread-safe. */
@Component
final class KnownPairs {
    private final ConfigurationStore configuration;

    KnownPairs(ConfigurationStore configuration) {
        this.configuration = configuration;
    }

    /** None if the channel is gone or no longer complete. */
    List<MediaPair> of(long channelId) {
        Configuration configured = configuration.read();
        return configured.channels().stream()
                .filter(channel -> channel.id() == channelId)
                .findFirst()
                .map(channel -> {
                    try {
                        ChannelConfig config = new Resolver(configured).channel(channel);
                        return config.pipelines().stream()
                                .map(PipelineConfig::pairs)
                                .flatMap(List::stream)
                                .toList();
                    } catch (OtterException e) {
                        return List.<MediaPair>of();
                    }
                })
                .orElse(List.of());
    }
}
