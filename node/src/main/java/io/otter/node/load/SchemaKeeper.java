package io.otter.node.load;

import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.SchemaTable;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.binlog.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Keeps at one target what is known of the source's tables at the checkpoint. Stateless but for its names. */
final class SchemaKeeper {
    private static final Logger log = LoggerFactory.getLogger(SchemaKeeper.class);
    /** For positions that are moved back; servers seldom keep their logs for longer. */
    private static final long KEPT_MILLIS = Duration.ofDays(30).toMillis();

    private final String pipeline;
    private final long pipelineId;

    SchemaKeeper(String pipeline, long pipelineId) {
        this.pipeline = pipeline;
        this.pipelineId = pipelineId;
    }

    /** What is kept; empty when nothing is, or it cannot be read. Commits if it has to make the table. */
    Optional<KeptSchemas> read(Connection connection) throws SQLException {
        new ControlTables(pipeline).ensure(connection, ControlTable.SCHEMAS);
        SchemaTable table = new SchemaTable(connection, pipelineId);
        String complete = table.complete();
        if (complete.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<TableDefinition> definitions = new ArrayList<>();
            for (SchemaTable.Entry entry : table.entries()) {
                definitions.add(new TableDefinition(
                        entry.schema(), entry.table(), entry.definition(), position(entry.position())));
            }
            return Optional.of(new KeptSchemas(position(complete), definitions, true));
        } catch (JacksonException e) {
            log.warn(
                    "pipeline {}: {} cannot be read and is made anew: {}",
                    pipeline,
                    ControlTable.SCHEMAS,
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Within the transaction that moves the checkpoint. */
    void write(Connection connection, SchemaNews news) throws SQLException {
        SchemaTable table = new SchemaTable(connection, pipelineId);
        if (news.whole()) {
            table.clear();
        } else if (news.rewind() != null) {
            table.remove(later(table, news.rewind()));
        }
        if (news.definitions().isEmpty()) { // rare, and the cheapest moment
            table.prune(KEPT_MILLIS);
        }
        table.add(news.definitions().stream()
                .map(one -> new SchemaTable.Entry(one.schema(), one.table(), one.json(), text(one.from())))
                .toList());
        table.setComplete(text(news.complete()));
    }

    private static List<Long> later(SchemaTable table, BinlogPosition place) throws SQLException {
        List<Long> later = new ArrayList<>();
        for (SchemaTable.Place one : table.places()) {
            if (!place.reaches(position(one.position()))) {
                later.add(one.id());
            }
        }
        return later;
    }

    private static String text(BinlogPosition position) {
        return new String(Json.write(position), StandardCharsets.UTF_8);
    }

    private static BinlogPosition position(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), BinlogPosition.class);
    }
}
