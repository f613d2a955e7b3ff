package io.otter.manager.monitor;

import io.otter.manager.user.RowSecrets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /logs}: log records from nodes, of all channels. */
@Controller
final class LogPages {
    private static final int MOST = 200;

    private final MonitorMapper mapper;
    private final RowSecrets rows;

    LogPages(MonitorMapper mapper, RowSecrets rows) {
        this.mapper = mapper;
        this.rows = rows;
    }

    @GetMapping("/logs")
    String logs(@RequestParam(defaultValue = "") String find, Model model) {
        String pattern = "%" + find.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        model.addAttribute("find", find);
        model.addAttribute("records", rows.seen() ? mapper.find(pattern, MOST) : withoutRows(pattern, find));
        return "logs";
    }

    /** Nor is found what is not shown. */
    private List<MonitorMapper.FoundRow> withoutRows(String pattern, String find) {
        String wanted = find.toLowerCase(Locale.ROOT);
        return mapper.find(pattern, MOST).stream()
                .map(row -> new MonitorMapper.FoundRow(
                        row.at(), row.nid(), row.channel(), row.pipeline(), row.title(), rows.shown(row.message())))
                .filter(row -> Stream.of(row.title(), row.message(), String.valueOf(row.channel()))
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted)))
                .toList();
    }
}
