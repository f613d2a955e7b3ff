package io.otter.manager.monitor;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /logs}. */
@Controller
final class LogPages {
    private final LogRecords records;

    LogPages(LogRecords records) {
        this.records = records;
    }

    @GetMapping("/logs")
    String logs(@RequestParam(defaultValue = "") String find, Model model) {
        model.addAttribute("find", find);
        model.addAttribute("records", records.find(find));
        return "logs";
    }
}
