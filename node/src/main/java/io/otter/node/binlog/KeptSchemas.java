package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.util.List;

/**
 * What a target keeps of the source's tables.
 *
 * @param complete a place up to which nothing is missing
 * @param definitions in log order; later places than {@code complete} may be among them
 * @param everywhere whether all targets of the pipeline keep some
 */
public record KeptSchemas(BinlogPosition complete, List<TableDefinition> definitions, boolean everywhere) {
    public KeptSchemas {
        definitions = List.copyOf(definitions);
    }
}
