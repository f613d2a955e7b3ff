package io.otter.manager.position;

import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.publication.Resolver;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks every five minutes which pipelines are so late, running or not, that their sources will soon purge what they have to
 * read. Thread-safe.
 */
@Component
public final class LogRetention {
    private static final Logger log = LoggerFactory.getLogger(LogRetention.class);
    private static final long PERIOD_SECONDS = 300;

    private final ChannelBoard board;
    private final DatabaseConnector connector;
    private volatile @Nullable List<Ending> ending;

    LogRetention(ChannelBoard board, DatabaseConnector connector) {
        this.board = board;
        this.connector = connector;
    }

    /**
     * A pipeline whose place in the log will be purged.
     *
     * @param purge the earliest time at which it is gone
     */
    public record Ending(String channel, String pipeline, long pipelineId, Instant purge) {
        /** At least so many seconds are left; 0 when it may be gone. */
        public long secondsLeft(Instant now) {
            return Math.max(0, Duration.between(now, purge).toSeconds());
        }

        /** At least so many whole hours are left. */
        public long hours() {
            return TimeUnit.SECONDS.toHours(secondsLeft(Instant.now()));
        }
    }

    /** The soonest first. */
    public List<Ending> ending() {
        return known().orElse(List.of());
    }

    /** Like {@link #ending}; empty until this manager has looked once. */
    public Optional<List<Ending>> known() {
        return Optional.ofNullable(ending);
    }

    /** Looks now. */
    @Scheduled(initialDelay = 5, fixedDelay = PERIOD_SECONDS, timeUnit = TimeUnit.SECONDS)
    public void look() {
        try {
            ChannelBoard.Facts facts = board.facts();
            List<Ending> found = new ArrayList<>();
            for (ChannelReport channel : facts.channels()) {
                for (PipelineStatus pipeline : channel.pipelines()) {
                    Long delayMillis = pipeline.delayMillis();
                    if (delayMillis != null && delayMillis > PERIOD_SECONDS * 1_000) {
                        look(facts.configured(), channel, pipeline, delayMillis / 1_000)
                                .ifPresent(found::add);
                    }
                }
            }
            found.sort(Comparator.comparing(Ending::purge));
            ending = List.copyOf(found);
        } catch (RuntimeException e) {
            log.debug("looked in vain how long logs are kept: {}", e.toString());
        }
    }

    private Optional<Ending> look(
            Configuration configured, ChannelReport channel, PipelineStatus pipeline, long delaySeconds) {
        Optional<Channel> known = configured.channel(channel.name());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        try {
            CanalConfig canal = new Resolver(configured)
                    .channel(known.get()).pipelines().stream()
                            .filter(one -> one.id() == pipeline.id())
                            .map(PipelineConfig::canal)
                            .findFirst()
                            .orElseThrow();
            return secondsLeft(canal, pipeline, delaySeconds).stream()
                    .mapToObj(left -> new Ending(
                            channel.name(),
                            pipeline.name(),
                            pipeline.id(),
                            Instant.now().plusSeconds(left)))
                    .findFirst();
        } catch (SQLException | OtterException e) {
            log.debug("pipeline {}: how long its log is kept is unknown: {}", pipeline.name(), e.getMessage());
            return ending().stream()
                    .filter(one -> one.pipelineId() == pipeline.id())
                    .findFirst();
        }
    }

    private OptionalLong secondsLeft(CanalConfig canal, PipelineStatus pipeline, long delaySeconds)
            throws SQLException {
        String file = pipeline.position() == null ? "" : pipeline.position().file();
        try (Connection connection = connector.open(canal, canal.addresses().get(0), Purpose.PROBE)) {
            return KeptLog.of(connection).secondsLeft(connection, file, delaySeconds);
        }
    }
}
