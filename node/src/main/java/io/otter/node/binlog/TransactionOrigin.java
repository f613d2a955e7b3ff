package io.otter.node.binlog;

import io.otter.common.model.Origins;
import io.otter.database.control.MarkTable;
import io.otter.database.origin.SiteServerId;
import io.otter.database.origin.SiteTag;
import io.otter.node.binlog.QueryStatus.Item;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the changes of the transaction that is being read were made: by the session that committed it, or by a row of
 * {@code retl_mark} in it. Single-threaded.
 */
final class TransactionOrigin {
    private static final int INT = 3;
    private static final List<String> MARK_COLUMNS = List.of("ID", MarkTable.CHANNEL_ID, MarkTable.CHANNEL_INFO);

    private final OriginReading reading;
    private int site;
    private boolean dropped;

    TransactionOrigin(OriginReading reading) {
        this.reading = reading;
    }

    boolean isTold() {
        return reading.isTold();
    }

    /** 0 for the server itself. */
    int site() {
        return site;
    }

    /** Whether nothing of it is wanted. */
    boolean isDropped() {
        return dropped;
    }

    void end() {
        site = 0;
        dropped = false;
    }

    /** @param event a GTID event of MariaDB */
    void gtid(BinlogEvent event) {
        if (reading.isTold()) {
            of(SiteServerId.site(event.serverId()));
        }
    }

    /** @param event with the state of the session that wrote it: BEGIN or a DDL */
    void query(BinlogEvent event) {
        if (reading.isTold()) {
            QueryStatus status = QueryStatus.of(event);
            of(SiteTag.site(status.collation(Item.COLLATION_SERVER), status.of(Item.LC_TIME_NAMES)));
        }
    }

    /** @param event rows of {@code retl_mark} */
    void mark(BinlogEvent event, TableMap map) throws InterruptedException {
        if (map.types().length == MARK_COLUMNS.size() && map.types()[1] == INT && map.types()[2] == TableMap.VARCHAR) {
            RowDecoder.decode(event, map, schema(map), false, change -> mark(change.after()));
        }
    }

    private void mark(@Nullable Row row) {
        if (row == null) {
            return;
        }
        Long channel = row.get(1) instanceof Number number ? number.longValue() : null;
        String info = row.get(2) instanceof String text ? text : null;
        int told = MarkTable.site(channel, info, reading.channel(), reading.installation());
        if (told == Origins.NOWHERE || reading.isTold()) {
            of(told);
        }
    }

    private void of(int told) {
        if (told != 0) {
            site = told;
            dropped = reading.drops(told);
        }
    }

    private static TableSchema schema(TableMap map) {
        List<Column> columns = IntStream.range(0, MARK_COLUMNS.size())
                .mapToObj(i -> {
                    String type = i == 0 ? "bigint" : i == 1 ? "int" : "varchar";
                    String charset = i == 2 ? "latin1" : null;
                    return new Column(MARK_COLUMNS.get(i), type, type, false, i > 0, false, charset, null, List.of());
                })
                .toList();
        return new TableSchema(map.schema(), map.table(), columns, List.of(0), List.of());
    }
}
