package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.StartPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.precheck.CheckResult;
import io.otter.database.precheck.Precheck;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.publication.Resolver;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Tellable;
import io.otter.manager.text.Text;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether a source still has all from a place on. Thread-safe. */
@Component
final class PlaceAtSource {
    private final Precheck precheck;

    PlaceAtSource(DatabaseConnector connector) {
        precheck = new Precheck(connector);
    }

    /** @throws RefusedException naming the first place that is there; not if the source does not answer */
    void require(Configuration configured, Channel channel, Pipeline pipeline, StartPosition start) {
        canal(configured, channel, pipeline)
                .flatMap(canal -> precheck.start(canal, start).stream()
                        .filter(CheckResult::blocks)
                        .findFirst())
                .ifPresent(result -> {
                    throw new RefusedException(
                            ErrorCode.BINLOG_PURGED, Refusal.PLACE_GONE.with(new Found(ChannelCheck.of(result))));
                });
    }

    private record Found(ChannelCheck check) implements Tellable {
        @Override
        public Text text() {
            return check.text();
        }

        /** In English. */
        @Override
        public String toString() {
            return check.message();
        }
    }

    private static Optional<CanalConfig> canal(Configuration configured, Channel channel, Pipeline pipeline) {
        try {
            return new Resolver(configured)
                    .channel(channel).pipelines().stream()
                            .filter(config -> config.id() == pipeline.id())
                            .map(PipelineConfig::canal)
                            .findFirst();
        } catch (OtterException e) {
            return Optional.empty(); // the start will say what is missing
        }
    }
}
