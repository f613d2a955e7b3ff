package io.otter.node.schema;

import io.otter.arbitrate.schema.UnknownTable;
import io.otter.arbitrate.schema.UnknownTables;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator permitted through ZooKeeper before this run began; a manager shows where the pipeline stopped. While
 * ZooKeeper does not answer, nothing is permitted. Confined to one thread at a time.
 */
public final class OperatorPolicy implements UnknownTablePolicy {
    private static final Logger log = LoggerFactory.getLogger(OperatorPolicy.class);

    private final UnknownTables tables;
    private final long channelId;
    private final long pipelineId;
    private final Clock clock;
    private final Map<TableName, UnknownTable> permitted = new HashMap<>();

    /** Begins a run: what earlier ones told and nobody decided about is told again if it is still so. */
    public OperatorPolicy(UnknownTables tables, long channelId, long pipelineId, Clock clock) {
        this.tables = tables;
        this.channelId = channelId;
        this.pipelineId = pipelineId;
        this.clock = clock;
        try {
            for (UnknownTable table : tables.list(channelId, pipelineId)) {
                if (table.permission() == null) {
                    tables.remove(table);
                } else {
                    permitted.put(new TableName(table.schema(), table.table()), table);
                }
            }
        } catch (OtterException e) {
            log.warn("what was permitted for pipeline {} cannot be read: {}", pipelineId, e.getMessage());
        }
    }

    @Override
    public boolean permits(TableName table) {
        return permitted.containsKey(table);
    }

    @Override
    public void stopsAt(TableName table, BinlogPosition at, String why) {
        try {
            tables.tell(new UnknownTable(
                    channelId, pipelineId, table.schema(), table.table(), at.toString(), why, clock.millis(), null));
        } catch (OtterException e) {
            log.warn("that the columns of {} are unknown cannot be told: {}", table, e.getMessage());
        }
    }

    @Override
    public void known(TableName table) {
        UnknownTable over = permitted.get(table);
        if (over == null) {
            return;
        }
        log.info("the columns of {} are known again; its present definition is no longer taken for granted", table);
        try {
            tables.remove(over);
            permitted.remove(table);
        } catch (OtterException e) {
            log.warn("the permission for {} cannot be withdrawn: {}", table, e.getMessage());
        }
    }
}
