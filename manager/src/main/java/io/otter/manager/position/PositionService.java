package io.otter.manager.position;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.manager.approval.FourEyes;
import io.otter.manager.approval.Oversight;
import io.otter.manager.audit.Audit;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the pipelines of a canal resume. A node resumes from the checkpoint at the target; only without one does it
 * start where the canal says. So moving a canal means setting its start position and deleting checkpoints. Thread-safe.
 */
@Service
public final class PositionService {
    private final ConfigurationStore store;
    private final SpecService specs;
    private final ReaderStates states;
    private final TargetCheckpoint checkpoints;
    private final ForeignCheckpoints foreign;
    private final PlaceAtSource source;
    private final Access access;
    private final FourEyes fourEyes;
    private final Audit audit;

    PositionService(
            ConfigurationStore store,
            SpecService specs,
            ReaderStates states,
            TargetCheckpoint checkpoints,
            ForeignCheckpoints foreign,
            PlaceAtSource source,
            Oversight oversight) {
        this.store = store;
        this.specs = specs;
        this.states = states;
        this.checkpoints = checkpoints;
        this.foreign = foreign;
        this.source = source;
        access = oversight.access();
        fourEyes = oversight.fourEyes();
        audit = oversight.audit();
    }

    /**
     * The stored position of a pipeline at one target.
     *
     * @param position null when there is none
     * @param foreign the other installation that it belongs to; empty if it is ours
     * @param unknown why it is unknown; null if it is known
     */
    public record StoredPosition(
            String target,
            @Nullable BinlogPosition position,
            String foreign,
            @JsonIgnore @Nullable OtterException unknown) {
        /** The fault as shown by the API; empty when it is known. */
        @JsonProperty
        public String fault() {
            return unknown == null ? "" : unknown.describe();
        }
    }

    /**
     * A pipeline that reads the canal.
     *
     * @param status of its channel, null while ZooKeeper does not answer
     * @param busy message key of why it cannot be moved now, null when it can
     * @param cursor the copy in ZooKeeper, null when there is none or ZooKeeper does not answer
     */
    public record Reader(
            String channel,
            String pipeline,
            @Nullable ChannelStatus status,
            @Nullable String busy,
            @Nullable BinlogPosition cursor,
            List<StoredPosition> kept) {
        public Reader {
            kept = List.copyOf(kept);
        }
    }

    /**
     * The pipelines that read the canal, with their positions; queries their targets.
     *
     * @throws OtterException with NOT_FOUND
     */
    public List<Reader> readers(String canal) {
        Configuration configured = store.read();
        requireCanal(configured, canal);
        return uses(configured, canal).stream()
                .map(use -> reader(configured, use))
                .toList();
    }

    /**
     * A version of where the canal begins and of whatever else is configured of it. Moving it to where it begins leaves
     * the version: whoever looked before saw the same beginning, and the checkpoints that are gone by then are those
     * that every move deletes.
     */
    public String version(String canal) {
        return SpecService.version(specs.find(Kind.CANALS, canal));
    }

    /**
     * Makes all pipelines of the canal begin at {@code start} on their next start.
     *
     * @param seen whether a version, see {@link #version}, is the one that was displayed
     * @param start as in documents
     * @throws EditConflictException if it is not
     * @throws OtterException with ILLEGAL_MOVE if one of them is running, CHECKPOINT_FOREIGN if a target has the checkpoint of
     *     another installation, BINLOG_PURGED if the source no longer has the place; nothing was changed then. With a database's
     *     code if a target cannot be reached; if it fails in the middle, some pipelines may have been moved already,
     *     and repeating the call moves the rest
     */
    public synchronized void set(String canal, Predicate<String> seen, JsonNode start) {
        access.require(Role.OPERATOR);
        Configuration configured = store.read();
        requireCanal(configured, canal);
        if (!seen.test(version(canal))) {
            throw specs.conflict(Kind.CANALS, canal, canal);
        }
        StartPosition wanted = StartPosition.of(Json.MAPPER.treeToValue(start, Object.class));
        List<Use> uses = uses(configured, canal);
        for (Use use : uses) {
            if (busy(use) != null) {
                throw new RefusedException(
                        ErrorCode.ILLEGAL_MOVE,
                        Refusal.CANAL_IS_READ.with(canal, use.channel().name()));
            }
            source.require(configured, use.channel(), use.pipeline(), wanted);
            foreign.requireNone(configured, use);
        }
        fourEyes.run(
                channelOf(uses),
                Text.of("act.move.canal", canal),
                uses.stream()
                                .map(use -> use.channel().name() + " / "
                                        + use.pipeline().name())
                                .collect(Collectors.joining("\n"))
                        + "\nstart: "
                        + Json.MAPPER.writeValueAsString(wanted.json()),
                () -> move(configured, canal, wanted, uses));
    }

    /** Empty for several. */
    private static String channelOf(List<Use> uses) {
        List<String> names =
                uses.stream().map(use -> use.channel().name()).distinct().toList();
        return names.size() == 1 ? names.get(0) : "";
    }

    private boolean move(Configuration configured, String canal, StartPosition wanted, List<Use> uses) {
        ObjectNode thing = specs.find(Kind.CANALS, canal)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CANAL_UNKNOWN.with(canal)));
        String version = SpecService.version(Optional.of(thing));
        thing.set("start", Json.MAPPER.valueToTree(wanted.json()));
        specs.save(Kind.CANALS, version, thing);
        for (Use use : uses) {
            for (DataMediaSource target : use.targets(configured)) {
                checkpoints.clear(target, use.pipeline().id());
            }
            states.cursor(use.pipeline()).delete();
            audit.did(
                    use.channel().id(),
                    Text.of("act.move", use.pipeline().name(), use.channel().name()),
                    "start: " + Json.MAPPER.writeValueAsString(wanted.json()));
        }
        return true;
    }

    /**
     * What a dump or a backup says of its place.
     *
     * @return as in documents
     * @throws OtterException with REQUEST_INVALID if it says nothing
     */
    public Object read(String paste) {
        return DumpPlace.read(paste)
                .map(StartPosition::json)
                .orElseThrow(() -> new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.PLACE_UNREADABLE.with()));
    }

    /**
     * The channel's pipelines, with their positions; queries their targets.
     *
     * @throws OtterException with NOT_FOUND
     */
    public List<Reader> ofChannel(String name) {
        Configuration configured = store.read();
        Channel channel = requireChannel(configured, name);
        return channel.pipelines().stream()
                .map(pipeline -> reader(configured, new Use(channel, pipeline)))
                .toList();
    }

    private static Channel requireChannel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }

    private Reader reader(Configuration configured, Use use) {
        boolean connected = states.isKnown();
        List<StoredPosition> kept = new ArrayList<>();
        for (DataMediaSource target : use.targets(configured)) {
            try {
                kept.add(checkpoints
                        .read(target, use.pipeline().id())
                        .map(held -> new StoredPosition(
                                target.name(),
                                held.position(),
                                checkpoints.foreign(held).orElse(""),
                                null))
                        .orElseGet(() -> new StoredPosition(target.name(), null, "", null)));
            } catch (OtterException e) {
                kept.add(new StoredPosition(target.name(), null, "", e));
            }
        }
        return new Reader(
                use.channel().name(),
                use.pipeline().name(),
                connected ? states.status(use.channel()) : null,
                busy(use),
                connected ? states.cursor(use.pipeline()).read().orElse(null) : null,
                kept);
    }

    private @Nullable String busy(Use use) {
        return states.busy(use.channel(), use.pipeline());
    }

    private static List<Use> uses(Configuration configured, String canal) {
        return configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream()
                        .filter(pipeline -> pipeline.canal().equalsIgnoreCase(canal))
                        .map(pipeline -> new Use(channel, pipeline)))
                .toList();
    }

    private static void requireCanal(Configuration configured, String canal) {
        if (configured.canal(canal).isEmpty()) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.CANAL_UNKNOWN.with(canal));
        }
    }
}
