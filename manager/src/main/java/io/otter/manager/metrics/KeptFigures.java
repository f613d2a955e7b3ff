package io.otter.manager.metrics;

import io.otter.common.json.Json;
import io.otter.manager.metrics.MetricsMapper.CountRow;
import io.otter.manager.metrics.MetricsMapper.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.JsonNode;

/** What the database counts, read at most every few seconds, however many ask. Thread-safe. */
@Component
final class KeptFigures {
    private static final Logger log = LoggerFactory.getLogger(KeptFigures.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration CONFLICTS = Duration.ofHours(1);

    private final MetricsMapper mapper;
    private @Nullable Figures last;

    KeptFigures(MetricsMapper mapper) {
        this.mapper = mapper;
    }

    /** A table in a resync or a comparison, as far as it is counted. */
    record Table(String source, long rows, long estimatedRows, long differences) {}

    /** The tables of a channel. */
    record Run(long channelId, List<Table> tables) {
        Run {
            tables = List.copyOf(tables);
        }
    }

    record Figures(
            Instant at,
            List<CountRow> deadLetters,
            List<CountRow> conflicts,
            List<CountRow> alarms,
            List<Run> resyncs,
            List<Run> verifies,
            List<Run> samples) {
        Figures {
            deadLetters = List.copyOf(deadLetters);
            conflicts = List.copyOf(conflicts);
            alarms = List.copyOf(alarms);
            resyncs = List.copyOf(resyncs);
            verifies = List.copyOf(verifies);
            samples = List.copyOf(samples);
        }
    }

    /** Empty while the database does not answer. */
    synchronized Optional<Figures> read(Instant now) {
        Figures known = last;
        if (known != null && known.at.plus(FRESH).isAfter(now)) {
            return Optional.of(known);
        }
        try {
            Figures read = new Figures(
                    now,
                    mapper.deadLetters(),
                    mapper.conflicts(now.minus(CONFLICTS).toEpochMilli()),
                    mapper.alarms(),
                    mapper.resyncs().stream().map(KeptFigures::run).toList(),
                    mapper.verifies().stream().map(KeptFigures::run).toList(),
                    mapper.samples().stream().map(KeptFigures::run).toList());
            last = read;
            return Optional.of(read);
        } catch (DataAccessException | TransactionException e) {
            log.warn("some metrics are left out: the database does not answer: {}", e.getMessage());
            last = null;
            return Optional.empty();
        }
    }

    private static Run run(RunRow row) {
        List<Table> tables = new ArrayList<>();
        for (JsonNode table : Json.MAPPER.readTree(row.progress())) {
            tables.add(new Table(
                    table.path("source").asString(""),
                    table.path("rows").asLong(0),
                    table.path("estimatedRows").asLong(0),
                    table.path("missing").asLong(0)
                            + table.path("extra").asLong(0)
                            + table.path("different").asLong(0)));
        }
        return new Run(row.channelId(), tables);
    }
}
