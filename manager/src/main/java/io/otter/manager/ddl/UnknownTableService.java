package io.otter.manager.ddl;

import io.otter.arbitrate.schema.UnknownTable;
import io.otter.arbitrate.schema.UnknownTable.Permission;
import io.otter.arbitrate.schema.UnknownTables;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.audit.Audit;
import io.otter.manager.channel.ChannelService;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** Lists tables whose columns are unknown to pipelines, and has their present definitions taken. Thread-safe. */
@Service
public final class UnknownTableService {
    private final ConfigurationStore configuration;
    private final UnknownTables tables;
    private final ChannelService channels;
    private final Access access;
    private final Audit audit;
    private final Clock clock = Clock.systemUTC();

    UnknownTableService(
            ConfigurationStore configuration,
            UnknownTables tables,
            ChannelService channels,
            Access access,
            Audit audit) {
        this.configuration = configuration;
        this.tables = tables;
        this.channels = channels;
        this.access = access;
        this.audit = audit;
    }

    /** @throws OtterException with NOT_FOUND or ZOOKEEPER_UNREACHABLE */
    public List<UnknownTableReport> list(String channelName) {
        Channel channel = channel(channelName);
        List<UnknownTableReport> found = new ArrayList<>();
        for (Pipeline pipeline : channel.pipelines()) {
            for (UnknownTable table : tables.list(channel.id(), pipeline.id())) {
                found.add(new UnknownTableReport(
                        pipeline.name(),
                        table.schema(),
                        table.table(),
                        table.position(),
                        table.reason(),
                        Instant.ofEpochMilli(table.sinceMillis()),
                        table.permission() != null));
            }
        }
        return found;
    }

    /**
     * Has a pipeline read the table by its present definition until its columns are known again, and starts the channel.
     *
     * @return the channel's unknown tables afterwards
     * @throws OtterException with NOT_FOUND, ZOOKEEPER_UNREACHABLE, what a start of the channel throws, or if the user lacks
     *     the role
     */
    public List<UnknownTableReport> takePresent(String channelName, String pipelineName, String schema, String table) {
        String who = access.require(Role.OPERATOR).name();
        Channel channel = channel(channelName);
        UnknownTable unknown = channel.pipelines().stream()
                .filter(pipeline -> pipeline.name().equalsIgnoreCase(pipelineName))
                .flatMap(pipeline -> tables.list(channel.id(), pipeline.id()).stream())
                .filter(one -> one.schema().equals(schema) && one.table().equals(table))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        ErrorCode.NOT_FOUND, Refusal.TABLE_NOT_UNKNOWN.with(pipelineName, schema + "." + table)));
        tables.permit(unknown, new Permission(who, clock.millis()));
        audit.did(
                channel.id(),
                Text.of("act.takePresent", schema + "." + table, pipelineName, unknown.position()),
                unknown.reason());
        channels.start(channelName);
        return list(channelName);
    }

    private Channel channel(String name) {
        return configuration
                .read()
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
