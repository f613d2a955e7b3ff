package io.otter.node.snapshot;

import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.PipelineConfig;
import io.otter.database.TableCatalog;
import io.otter.database.TableName;
import io.otter.node.select.MappingTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Source tables that pairs of a pipeline map. Thread-safe. */
public final class MappedTables {
    private final PipelineConfig pipeline;
    private final MappingTable mapping;

    public MappedTables(PipelineConfig pipeline, MappingTable mapping) {
        this.pipeline = pipeline;
        this.mapping = mapping;
    }

    /** Those that are there now, with the ids of the pairs that map them. @param pairIds the pairs that count */
    public Map<TableName, List<Long>> list(Connection connection, List<Long> pairIds) throws SQLException {
        Map<TableName, List<Long>> tables = new LinkedHashMap<>();
        for (MediaPair pair : pipeline.pairs()) {
            if (!pairIds.contains(pair.id())) {
                continue;
            }
            NamePattern schema = NamePattern.parse(pair.source().schema());
            NamePattern table = NamePattern.parse(pair.source().table());
            for (TableName name : new TableCatalog().list(connection, schema, table)) {
                if (mapping.pairsOf(name.schema(), name.table()).contains(pair.id())) {
                    tables.computeIfAbsent(name, any -> new ArrayList<>()).add(pair.id());
                }
            }
        }
        return tables;
    }

    /** Rows by the server's statistics. */
    public static long estimate(Connection connection, TableName name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?")) {
            select.setString(1, name.schema());
            select.setString(2, name.table());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
