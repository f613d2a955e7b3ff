package io.otter.manager.monitor;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /logs}: log records from nodes, of all channels. */
@Controller
final class LogPages {
    private static final int MOST = 200;

    private final MonitorMapper mapper;

    LogPages(MonitorMapper mapper) {
        this.mapper = mapper;
    }

    @GetMapping("/logs")
    String logs(@RequestParam(defaultValue = "") String find, Model model) {
        String pattern = "%" + find.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        model.addAttribute("find", find);
        model.addAttribute("records", mapper.find(pattern, MOST));
        return "logs";
    }
}
