package io.otter.manager.monitor;

import io.otter.manager.user.RowSecrets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Log records from nodes, of all channels, as whoever looks may see them. Thread-safe. */
@Component
final class LogRecords {
    private static final int MOST = 200;

    private final MonitorMapper mapper;
    private final RowSecrets rows;

    LogRecords(MonitorMapper mapper, RowSecrets rows) {
        this.mapper = mapper;
        this.rows = rows;
    }

    /** The newest that contain the text. */
    List<MonitorMapper.FoundRow> find(String text) {
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return rows.seen() ? mapper.find(pattern, MOST) : withoutRows(pattern, text);
    }

    /** Nor is found what is not shown. */
    private List<MonitorMapper.FoundRow> withoutRows(String pattern, String find) {
        String wanted = find.toLowerCase(Locale.ROOT);
        return mapper.find(pattern, MOST).stream()
                .map(row -> new MonitorMapper.FoundRow(
                        row.at(), row.nid(), row.channel(), row.pipeline(), row.title(), rows.shown(row.message())))
                .filter(row -> Stream.of(row.title(), row.message(), String.valueOf(row.channel()))
                        .anyMatch(shown -> shown.toLowerCase(Locale.ROOT).contains(wanted)))
                .toList();
    }
}
