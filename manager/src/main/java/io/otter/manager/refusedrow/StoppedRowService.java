package io.otter.manager.refusedrow;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.DataMediaSource;
import io.otter.common.position.BinlogPosition;
import io.otter.database.control.RefusedRowTable;
import io.otter.manager.audit.Audit;
import io.otter.manager.channel.ChannelService;
import io.otter.manager.refusedrow.StoppedRow.Choice;
import io.otter.manager.refusedrow.StoppedRow.Data;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/** Shows the rows at which pipelines stand, and does what operators decide about them. Thread-safe. */
@Service
public final class StoppedRowService {
    /** Faults that concern one row; a pipeline cannot go on without a table or a column. */
    private static final Set<ErrorCode> OF_ONE_ROW = EnumSet.of(
            ErrorCode.LOAD_DATA,
            ErrorCode.LOAD_ROW_NOT_FOUND,
            ErrorCode.FILTER_FAILED,
            ErrorCode.PROCESSOR_FAILED,
            ErrorCode.DEAD_LETTERS_FULL);

    private final ConfigurationStore configuration;
    private final TargetRows rows;
    private final ChannelService channels;
    private final Access access;
    private final Audit audit;

    StoppedRowService(
            ConfigurationStore configuration, TargetRows rows, ChannelService channels, Access access, Audit audit) {
        this.configuration = configuration;
        this.rows = rows;
        this.channels = channels;
        this.access = access;
        this.audit = audit;
    }

    /** A row as a target keeps it. */
    private record Place(Pipeline pipeline, DataMediaSource target, RefusedRowTable.Kept kept) {
        String id() {
            return pipeline.id() + "-" + target.id() + "-" + kept.id();
        }
    }

    /**
     * The rows at which a channel's pipelines stand; queries their targets.
     *
     * @throws OtterException with NOT_FOUND, or with a database's code if a target cannot be queried
     */
    public List<StoppedRow> list(String channelName) {
        Configuration configured = configuration.read();
        List<StoppedRow> found = new ArrayList<>();
        for (Pipeline pipeline : channel(configured, channelName).pipelines()) {
            found.addAll(list(configured, pipeline));
        }
        return found;
    }

    /**
     * The rows at which a pipeline stands, at most one for each target.
     *
     * @throws OtterException with a database's code if a target cannot be queried
     */
    public List<StoppedRow> list(Pipeline pipeline) {
        return list(configuration.read(), pipeline);
    }

    private List<StoppedRow> list(Configuration configured, Pipeline pipeline) {
        boolean seesRows =
                access.user().filter(user -> user.role().covers(Role.OPERATOR)).isPresent();
        return places(configured, pipeline).stream()
                .map(place -> report(place, seesRows))
                .toList();
    }

    /**
     * Decides about a row.
     *
     * @return the rows at which the channel's pipelines stand afterwards; one that is tried again is among them until it is
     *     applied
     * @throws OtterException with NOT_FOUND if no pipeline stands at this row any more, ILLEGAL_MOVE if its fault concerns more
     *     than the row, what a start or stop of the channel throws, a database's code if a target cannot be queried, or if the
     *     user lacks the role
     */
    public List<StoppedRow> decide(String channelName, String id, Choice choice) {
        String who = access.require(Role.OPERATOR).name();
        Configuration configured = configuration.read();
        Channel channel = channel(configured, channelName);
        Place place = channel.pipelines().stream()
                .filter(pipeline -> id.startsWith(pipeline.id() + "-"))
                .flatMap(pipeline -> places(configured, pipeline).stream())
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> gone(channelName, id));
        if (choice == Choice.PUT_ASIDE) {
            putAside(channel, place, who);
        }
        if (choice == Choice.STOP) {
            channels.stop(channelName);
        } else {
            channels.start(channelName);
        }
        return list(channelName);
    }

    private void putAside(Channel channel, Place place, String who) {
        RefusedRowTable.Entry row = place.kept().entry();
        if (!mayPutAside(row)) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.STOPPED_ROW_NOT_ALONE.with(row.errorCode()));
        }
        if (place.kept().permittedBy() != null) {
            return;
        }
        if (!rows.permit(place.target(), place.pipeline().id(), place.kept().id(), who)) {
            throw gone(channel.name(), place.id());
        }
        audit.did(
                channel.id(),
                Text.of(
                        "act.row.putAside",
                        row.kind() + " " + row.targetTable() + " (" + row.key() + ")",
                        place.pipeline().name(),
                        position(row).toString()),
                row.errorCode() + ": " + row.errorText());
    }

    private List<Place> places(Configuration configured, Pipeline pipeline) {
        List<Place> places = new ArrayList<>();
        pipeline.pairs().stream()
                .flatMap(pair -> configured.source(pair.to().source()).stream())
                .distinct()
                .forEach(target -> rows.last(target, pipeline.id())
                        .ifPresent(kept -> places.add(new Place(pipeline, target, kept))));
        return places;
    }

    private static StoppedRow report(Place place, boolean seesRows) {
        RefusedRowTable.Entry row = place.kept().entry();
        return new StoppedRow(
                place.id(),
                place.pipeline().name(),
                place.target().name(),
                row.sourceTable(),
                row.targetTable(),
                row.kind(),
                seesRows ? Data.read(row.key(), row.images()) : null,
                row.errorCode(),
                seesRows ? row.errorText() : null,
                Stream.of(ErrorCode.values())
                        .filter(code -> code.name().equals(row.errorCode()))
                        .map(ErrorCode::advice)
                        .findFirst()
                        .orElse(""),
                position(row).toString(),
                Instant.ofEpochMilli(row.commitTimeMillis()),
                Instant.ofEpochMilli(row.createdMillis()),
                row.epoch(),
                mayPutAside(row),
                place.kept().permittedBy());
    }

    private static boolean mayPutAside(RefusedRowTable.Entry row) {
        return OF_ONE_ROW.stream().anyMatch(code -> code.name().equals(row.errorCode()));
    }

    private static BinlogPosition position(RefusedRowTable.Entry row) {
        return Json.read(row.position().getBytes(StandardCharsets.UTF_8), BinlogPosition.class);
    }

    private static OtterException gone(String channel, String id) {
        return new RefusedException(ErrorCode.NOT_FOUND, Refusal.STOPPED_ROW_GONE.with(channel, id));
    }

    private static Channel channel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
