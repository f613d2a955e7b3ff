package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.common.json.Json;
import io.otter.common.model.NamePattern;
import io.otter.communication.message.FreeDoorReport;
import io.otter.manager.datasource.Media;
import io.otter.manager.resync.ResyncReport.BadLine;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The latest resyncs by {@code retl.retl_buffer}, as nodes report them. Thread-safe. */
@Service
public final class FreeDoors {
    /** Whose lines have not come for so long has no more, when nobody knows how many there are. */
    private static final long SILENT_MILLIS = 10_000;

    private static final String HIDDEN = "***";

    private final FreeDoorMapper mapper;
    private final Access access;
    private final Clock clock = Clock.systemUTC();

    FreeDoors(FreeDoorMapper mapper, Access access) {
        this.mapper = mapper;
        this.access = access;
    }

    /** A node's report. */
    public void heard(FreeDoorReport report) {
        mapper.put(report.pipelineId(), new String(Json.write(report), StandardCharsets.UTF_8));
    }

    /** Keys are for operators. */
    List<ResyncReport.FreeDoor> of(Configuration configured, Channel channel) {
        return mapper.ofChannel(channel.id()).stream()
                .map(json -> Json.read(json.getBytes(StandardCharsets.UTF_8), FreeDoorReport.class))
                .flatMap(report -> channel.pipelines().stream()
                        .filter(pipeline -> pipeline.id() == report.pipelineId())
                        .map(pipeline -> shown(configured, pipeline, report)))
                .toList();
    }

    private ResyncReport.FreeDoor shown(Configuration configured, Pipeline pipeline, FreeDoorReport report) {
        boolean keys =
                access.user().filter(user -> user.role().covers(Role.OPERATOR)).isPresent();
        List<BadLine> bad = new ArrayList<>();
        report.badLines()
                .forEach(line ->
                        bad.add(new BadLine(line.id(), line.table(), keys ? line.key() : HIDDEN, line.reason())));
        long badLines = report.bad();
        for (FreeDoorReport.Other other : report.others()) {
            if (!isMapped(configured, pipeline, other)) {
                String table = other.tableId() > 0 ? "#" + other.tableId() : other.table();
                other.ids().forEach(id -> bad.add(new BadLine(id, table, "", "no pair of any channel maps the table")));
                badLines += other.lines();
            }
        }
        long millis = Math.max(1, report.heardMillis() - report.startedMillis());
        double perSecond = report.lines() * 1_000.0 / Math.max(1_000, millis);
        boolean over = report.remaining() == 0
                || report.remaining() < 0 && clock.millis() - report.heardMillis() > SILENT_MILLIS;
        return new ResyncReport.FreeDoor(
                pipeline.name(),
                over ? State.DONE : State.RUNNING,
                Instant.ofEpochMilli(report.startedMillis()),
                Instant.ofEpochMilli(report.heardMillis()),
                report.lines(),
                report.remaining() < 0 ? null : report.lines() + report.remaining(),
                report.rows(),
                Math.round(perSecond * 10) / 10.0,
                over ? Long.valueOf(0) : left(report.remaining(), perSecond),
                badLines,
                bad);
    }

    private static @Nullable Long left(long lines, double perSecond) {
        return lines < 0 || perSecond < 1 ? null : Long.valueOf((long) (lines / perSecond));
    }

    /** Whether another pipeline from the same source has these lines. */
    private static boolean isMapped(Configuration configured, Pipeline pipeline, FreeDoorReport.Other other) {
        Set<String> sources =
                pipeline.pairs().stream().map(pair -> pair.from().source()).collect(Collectors.toSet());
        return configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream())
                .flatMap(one -> one.pairs().stream())
                .map(Pair::from)
                .anyMatch(media -> sources.contains(media.source()) && means(other, media));
    }

    private static boolean means(FreeDoorReport.Other other, Media media) {
        int dot = other.table().indexOf('.');
        return other.tableId() > 0 && other.tableId() == media.id()
                || dot > 0
                        && NamePattern.parse(media.schema())
                                .matches(other.table().substring(0, dot))
                        && NamePattern.parse(media.table())
                                .matches(other.table().substring(dot + 1));
    }
}
