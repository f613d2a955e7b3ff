package io.otter.manager.monitor;

import io.otter.communication.message.SchemaHistoryReport;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.springframework.stereotype.Component;

/**
 * Keeps a readable copy of the nodes' schema histories in the tables of canal's tsdb; nodes never read it. Entries are
 * identified by their position in the log, so storing one twice has no effect.
 */
@Component
final class SchemaHistories {
    private final HistoryMapper mapper;

    SchemaHistories(HistoryMapper mapper) {
        this.mapper = mapper;
    }

    /** @return number of new entries */
    int take(SchemaHistoryReport report) {
        int added = 0;
        for (SchemaHistoryReport.Change change : report.changes()) {
            added += mapper.addChange(change);
        }
        for (SchemaHistoryReport.Snapshot snapshot : report.snapshots()) {
            added += mapper.addSnapshot(snapshot);
        }
        return added;
    }

    /** Tables meta_history and meta_snapshot. The misspelled column name is canal's. */
    @Mapper
    interface HistoryMapper {
        @Insert("INSERT IGNORE INTO meta_history (gmt_create, gmt_modified, destination, binlog_file, binlog_offest,"
                + " binlog_master_id, binlog_timestamp, use_schema, sql_schema, sql_table, sql_text, sql_type, extra)"
                + " VALUES (NOW(), NOW(), #{place.destination}, #{place.file}, #{place.offset}, #{place.masterId},"
                + " #{place.timestamp}, #{useSchema}, #{sqlSchema}, #{sqlTable}, #{sqlText}, #{sqlType}, #{extra})")
        int addChange(SchemaHistoryReport.Change change);

        @Insert("INSERT IGNORE INTO meta_snapshot (gmt_create, gmt_modified, destination, binlog_file, binlog_offest,"
                + " binlog_master_id, binlog_timestamp, data, extra) VALUES (NOW(), NOW(), #{place.destination},"
                + " #{place.file}, #{place.offset}, #{place.masterId}, #{place.timestamp}, #{data}, #{extra})")
        int addSnapshot(SchemaHistoryReport.Snapshot snapshot);
    }
}
