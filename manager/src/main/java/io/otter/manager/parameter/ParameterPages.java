package io.otter.manager.parameter;

import io.otter.manager.change.EditConflictException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /parameters}. */
@Controller
final class ParameterPages {
    /** Fields under one heading, whose message key is {@code parameters.} and the name. */
    record Group(String name, List<String> fields) {
        Group {
            fields = List.copyOf(fields);
        }
    }

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "alarms",
                    List.of(ParameterTexts.RECEIVERS, ParameterTexts.DEFAULT_RECEIVER, ParameterTexts.INTERVAL)),
            new Group(
                    "mail",
                    List.of(
                            ParameterTexts.MAIL_HOST,
                            ParameterTexts.MAIL_PORT,
                            ParameterTexts.MAIL_SECURITY,
                            ParameterTexts.MAIL_FROM,
                            ParameterTexts.MAIL_USERNAME,
                            ParameterTexts.MAIL_PASSWORD)),
            new Group("webhook", List.of(ParameterTexts.WEBHOOK_URL, ParameterTexts.WEBHOOK_SECRET)),
            new Group("robots", List.of(ParameterTexts.CHATS)),
            new Group("retention", List.of(ParameterTexts.RETENTION)));

    private final ParameterService parameters;
    private final Access access;

    ParameterPages(ParameterService parameters, Access access) {
        this.parameters = parameters;
        this.access = access;
    }

    @GetMapping("/parameters")
    String show(Model model) {
        ParameterService.Shown shown = parameters.show();
        return form(model, shown, shown.texts(), shown.version());
    }

    @PostMapping("/parameters")
    String save(@RequestParam Map<String, String> typed, Model model, RedirectAttributes redirect) {
        access.require(Role.ADMIN);
        String version = typed.getOrDefault("version", "");
        try {
            parameters.save(typed, version::equals);
            redirect.addFlashAttribute("done", "parameters.done");
            return "redirect:/parameters";
        } catch (ParametersInvalidException e) {
            model.addAttribute("wrong", e.wrong());
            return form(model, parameters.show(), typed, version);
        } catch (EditConflictException e) {
            ParameterService.Shown theirs = parameters.show();
            model.addAttribute("conflict", e);
            model.addAttribute("theirs", theirs.texts());
            return form(model, theirs, typed, theirs.version());
        }
    }

    private static String form(Model model, ParameterService.Shown shown, Map<String, String> typed, String version) {
        model.addAttribute("groups", GROUPS);
        model.addAttribute("shown", shown);
        model.addAttribute("typed", typed);
        model.addAttribute("version", version);
        return "system/parameters";
    }
}
