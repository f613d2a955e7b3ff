package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;

/**
 * What a name of the source stood for from a place in the log on, in the form of its owner, {@link SourceSchemas}.
 *
 * @param table empty for the schema itself
 * @param json empty when it stands for nothing that is known any more
 * @param from after the statement that made it so
 */
public record TableDefinition(String schema, String table, String json, BinlogPosition from) {}
