package io.otter.manager.system;

import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.control.ControlScript;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /system_reduction.htm} and {@code /retl}. */
@Controller
final class SystemPages {
    private final ZookeeperRebuild rebuild;
    private final ConfigurationStore configuration;
    private final FreeDoorSql freeDoor;
    private final Access access;

    SystemPages(ZookeeperRebuild rebuild, ConfigurationStore configuration, FreeDoorSql freeDoor, Access access) {
        this.rebuild = rebuild;
        this.configuration = configuration;
        this.freeDoor = freeDoor;
        this.access = access;
    }

    @GetMapping("/system_reduction.htm")
    String reduction() {
        access.require(Role.ADMIN);
        return "system/reduction";
    }

    @PostMapping("/system_reduction.htm")
    String reduce(RedirectAttributes redirect) {
        access.require(Role.ADMIN);
        try {
            rebuild.run();
            redirect.addFlashAttribute("done", true);
        } catch (OtterException e) {
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/system_reduction.htm";
    }

    /** @param table whose rows are to be sent again, as {@code schema.table}; empty for none */
    @GetMapping("/retl")
    String retl(
            @RequestParam(defaultValue = "") String source,
            @RequestParam(defaultValue = "") String table,
            Model model) {
        Configuration configured = configuration.read();
        model.addAttribute("sql", new ControlScript().text());
        model.addAttribute("sources", configured.sources());
        model.addAttribute("source", source);
        model.addAttribute("table", table);
        Optional<DataMediaSource> server = configured.source(source);
        int dot = table.indexOf('.');
        if (server.isPresent() && dot > 0) {
            access.require(Role.OPERATOR);
            try {
                model.addAttribute(
                        "insert", freeDoor.of(server.get(), table.substring(0, dot), table.substring(dot + 1)));
            } catch (OtterException e) {
                model.addAttribute("fault", e);
            }
        }
        return "system/retl";
    }
}
