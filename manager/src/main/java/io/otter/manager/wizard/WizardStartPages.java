package io.otter.manager.wizard;

import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.secret.SecretKey;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.channel.ChannelService;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.SpecError;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.spec.SpecService;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /new/start}: names, checks and start of what was chosen. Nothing is stored before the start. */
@Controller
@RequestMapping("/new/start")
final class WizardStartPages {
    private final ConfigurationStore configured;
    private final SpecService specs;
    private final ChannelService channels;
    private final Drafts drafts;
    private final SecretKey key;

    WizardStartPages(
            ConfigurationStore configured, SpecService specs, ChannelService channels, Drafts drafts, SecretKey key) {
        this.configured = configured;
        this.specs = specs;
        this.channels = channels;
        this.drafts = drafts;
        this.key = key;
    }

    /** Checks every time it is loaded. */
    @GetMapping
    String start(@RequestParam MultiValueMap<String, String> fields, HttpSession session, Model model) {
        Draft draft = drafts.require(session);
        Configuration known = configured.read();
        MadeNames names = names(draft, known, fields);
        boolean copy = fields.containsKey("copy");
        List<NodeReport> nodes = channels.nodes();
        List<String> chosen = fields.getOrDefault(
                "node",
                nodes.stream().filter(NodeReport::up).map(NodeReport::name).toList());
        model.addAttribute("draft", draft);
        model.addAttribute("names", names);
        model.addAttribute("wrongNames", names.taken(draft, known));
        model.addAttribute("copy", copy);
        model.addAttribute("nodes", nodes);
        if (!nodes.isEmpty()) {
            List<String> checked = chosen.isEmpty() ? List.of(nodes.get(0).name()) : chosen;
            model.addAttribute("chosen", checked);
            boolean newCanal = names.canal(known).isEmpty();
            model.addAttribute("yaml", specs.yaml(draft.toSpec(names, newCanal, checked, copy, server -> "***")));
            check(names.channel(), draft.toSpec(names, newCanal, checked, copy, this::password), model);
        }
        return "wizard/start";
    }

    private void check(String channel, Map<String, Object> document, Model model) {
        try {
            List<ChannelCheck> checks = channels.validate(specs.preview(document), channel);
            model.addAttribute("checks", checks);
            model.addAttribute("blocked", checks.stream().anyMatch(ChannelCheck::blocks));
        } catch (SpecInvalidException e) {
            model.addAttribute(
                    "problems", e.errors().stream().map(SpecError::whole).toList());
        }
    }

    @PostMapping
    String start(
            @RequestParam MultiValueMap<String, String> fields,
            HttpSession session,
            Model model,
            RedirectAttributes redirect) {
        Draft draft = drafts.require(session);
        Configuration known = configured.read();
        MadeNames names = names(draft, known, fields);
        if (!names.taken(draft, known).isEmpty()) {
            return start(fields, session, model);
        }
        boolean copy = fields.containsKey("copy");
        List<String> nodes = fields.getOrDefault("node", List.of());
        try {
            List<String> ignored =
                    specs.apply(draft.toSpec(names, names.canal(known).isEmpty(), nodes, copy, this::password));
        } catch (SpecInvalidException e) {
            model.addAttribute(
                    "problems", e.errors().stream().map(SpecError::whole).toList());
            return start(fields, session, model);
        }
        drafts.drop(session);
        try {
            channels.start(names.channel());
        } catch (OtterException e) {
            redirect.addFlashAttribute("fault", e);
        }
        if (copy) {
            redirect.addAttribute("channel", names.channel());
            redirect.addAttribute("name", names.pipeline());
            return "redirect:/pipeline/resync";
        }
        redirect.addAttribute("name", names.channel());
        return "redirect:/channel";
    }

    private static MadeNames names(Draft draft, Configuration known, MultiValueMap<String, String> fields) {
        return MadeNames.of(draft, known).with(draft, fields.toSingleValueMap());
    }

    private String password(DataMediaSource server) {
        return ServerForm.of(server, key).password();
    }
}
