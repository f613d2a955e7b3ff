package io.otter.manager.run;

import io.otter.common.error.OtterException;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PairTarget;
import io.otter.common.model.PipelineConfig;
import io.otter.manager.publication.Resolver;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The pairs of a channel as they are configured now. Thread-safe. */
@Component
public final class KnownPairs {
    private final ConfigurationStore configuration;

    KnownPairs(ConfigurationStore configuration) {
        this.configuration = configuration;
    }

    /** What users call pairs and their tables; empty texts for pairs that are gone. */
    public record Names(List<MediaPair> pairs) {
        public Names {
            pairs = List.copyOf(pairs);
        }

        /** The pair's source media. */
        public String pair(long id) {
            return find(id).map(ChosenPairs::nameOf).orElse("");
        }

        /** What a source table is called at the target. */
        public String target(long id, String schema, String table) {
            return find(id).flatMap(pair -> PairTarget.of(pair).of(schema, table, (other, name) -> other + "." + name))
                    .orElse("");
        }

        /** Of pairs from this source media. */
        public List<Long> ids(String pair) {
            return pairs.stream()
                    .filter(one -> ChosenPairs.nameOf(one).equalsIgnoreCase(pair))
                    .map(MediaPair::id)
                    .toList();
        }

        private Optional<MediaPair> find(long id) {
            return pairs.stream().filter(pair -> pair.id() == id).findFirst();
        }
    }

    /** None if the channel is gone or no longer complete. */
    public Names of(long channelId) {
        Configuration configured = configuration.read();
        return configured.channels().stream()
                .filter(channel -> channel.id() == channelId)
                .findFirst()
                .map(channel -> {
                    try {
                        return new Resolver(configured)
                                .channel(channel).pipelines().stream()
                                        .map(PipelineConfig::pairs)
                                        .flatMap(List::stream)
                                        .toList();
                    } catch (OtterException e) {
                        return List.<MediaPair>of();
                    }
                })
                .map(Names::new)
                .orElse(new Names(List.of()));
    }
}
