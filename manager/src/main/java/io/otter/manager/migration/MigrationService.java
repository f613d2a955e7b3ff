package io.otter.manager.migration;

import io.otter.arbitrate.cursor.OldTree;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.position.PositionService;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Takes over where the pipelines of alibaba/otter stopped, as its ZooKeeper says. Thread-safe. */
@Service
final class MigrationService {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ConfigurationStore store;
    private final PositionService positions;
    private final Access access;

    MigrationService(ConfigurationStore store, PositionService positions, Access access) {
        this.store = store;
        this.positions = positions;
        this.access = access;
    }

    /**
     * Reads the cursors of all pipelines, and has their canals start there unless {@code dryRun}. One that cannot be moved says
     * why; repeating the call moves the rest.
     *
     * @param zookeeper its servers, {@code host:port} separated by commas
     * @throws OtterException with ZOOKEEPER_UNREACHABLE
     */
    List<OldCursor> take(String zookeeper, boolean dryRun) {
        access.require(Role.ADMIN);
        Configuration configured = store.read();
        List<OldCursor> cursors = new ArrayList<>();
        try (OldTree tree = new OldTree(zookeeper, LIMIT)) {
            for (Channel channel : configured.channels()) {
                String state = tree.status(channel.id()).orElse("");
                for (Pipeline pipeline : channel.pipelines()) {
                    cursors.add(take(configured, tree, channel, pipeline, state, dryRun));
                }
            }
        }
        return cursors;
    }

    private OldCursor take(
            Configuration configured, OldTree tree, Channel channel, Pipeline pipeline, String state, boolean dryRun) {
        String canal = pipeline.canal();
        Optional<BinlogPosition> position = Optional.empty();
        String reason = "";
        try {
            position = canal.isEmpty() ? Optional.empty() : tree.cursor(canal, pipeline.id());
            if (position.isEmpty()) {
                reason = "the old installation has no position of it";
            } else if (readers(configured, canal) > 1) {
                reason = "several pipelines read its canal; give each its own";
            } else if (!dryRun) {
                positions.set(
                        canal,
                        any -> true,
                        Json.MAPPER.valueToTree(start(position.get()).json()));
            }
        } catch (OtterException e) {
            reason = e.describe();
        }
        return new OldCursor(
                channel.name(),
                pipeline.name(),
                canal,
                state,
                position.map(ChannelReport.Position::of).orElse(null),
                reason.isEmpty() && !dryRun,
                reason);
    }

    /** A GTID set of canal has the transaction at its position already, of which rows may be missing. */
    private static StartPosition start(BinlogPosition position) {
        return position.file().isEmpty()
                ? new StartPosition.Gtid(position.gtidSet())
                : new StartPosition.FileOffset(position.file(), Math.max(4, position.offset()));
    }

    private static long readers(Configuration configured, String canal) {
        return configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream())
                .filter(pipeline -> pipeline.canal().equalsIgnoreCase(canal))
                .count();
    }
}
