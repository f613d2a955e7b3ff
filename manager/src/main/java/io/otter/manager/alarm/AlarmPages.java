package io.otter.manager.alarm;

import io.otter.common.error.OtterException;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.parameter.ParameterStore;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /alarms}: active and recent alarms, and the rules. */
@Controller
final class AlarmPages {
    private static final int MAX_PAST = 30;

    private final Alarms alarms;
    private final AlarmRules rules;
    private final AlarmPreview preview;
    private final Delivery delivery;
    private final ParameterStore parameters;
    private final Access access;
    private final AutoRecovery recovery;

    AlarmPages(
            Alarms alarms,
            AlarmRules rules,
            AlarmPreview preview,
            Delivery delivery,
            ParameterStore parameters,
            Access access,
            AutoRecovery recovery) {
        this.alarms = alarms;
        this.rules = rules;
        this.preview = preview;
        this.delivery = delivery;
        this.parameters = parameters;
        this.access = access;
        this.recovery = recovery;
    }

    @GetMapping("/alarms")
    String alarms(Model model) {
        Map<Long, Alarms.Place> places = alarms.places();
        model.addAttribute("active", alarms.active());
        model.addAttribute("recovery", recovery.shown());
        model.addAttribute("past", alarms.past(MAX_PAST));
        model.addAttribute("failures", delivery.failures());
        model.addAttribute(
                "off",
                !parameters.read().mail().isOn() && !parameters.read().webhook().isOn());
        model.addAttribute(
                "rules",
                rules.list().stream()
                        .filter(rule -> places.containsKey(rule.pipelineId()))
                        .sorted(Comparator.comparing(
                                        (AlarmRule rule) -> place(places, rule).channel())
                                .thenComparing(rule -> place(places, rule).pipeline())
                                .thenComparing(AlarmRule::kind))
                        .toList());
        model.addAttribute("places", places);
        return "alarm/list";
    }

    private static Alarms.Place place(Map<Long, Alarms.Place> places, AlarmRule rule) {
        return Objects.requireNonNull(places.get(rule.pipelineId()), "a rule of no known pipeline");
    }

    @GetMapping("/alarms/edit")
    String edit(@RequestParam(defaultValue = "0") long id, Model model) {
        if (id == 0) {
            AlarmRule initial = new AlarmRule(
                    0,
                    0,
                    AlarmKind.DELAYTIME,
                    AlarmKind.DELAYTIME.initial(),
                    List.of(),
                    parameters.read().intervalSeconds(),
                    "",
                    "",
                    true,
                    false);
            return form(model, 0, AlarmForm.texts(initial), "");
        }
        AlarmRule rule = rules.find(id);
        return form(model, id, AlarmForm.texts(rule), AlarmRules.version(rule));
    }

    @PostMapping("/alarms/edit")
    String save(@RequestParam Map<String, String> typed, Model model, RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        long id = number(typed.get("id"));
        String version = typed.getOrDefault("version", "");
        Map<Long, Alarms.Place> places = alarms.places();
        AlarmForm form = new AlarmForm(typed);
        AlarmRule rule =
                form.parse(id, places.keySet(), parameters.read().receivers().keySet());
        if (!form.wrong().isEmpty()) {
            model.addAttribute("wrong", form.wrong());
            return form(model, id, typed, version);
        }
        if (typed.containsKey("preview") && rule.pipelineId() != 0) {
            model.addAttribute("previewed", true);
            model.addAttribute("count", preview.count(rule).orElse(null));
            return form(model, id, typed, version);
        }
        try {
            if (id == 0) {
                rules.add(rule.pipelineId() != 0 ? List.of(rule) : forAll(rule, places));
            } else {
                rules.replace(rule, version::equals);
            }
        } catch (EditConflictException e) {
            AlarmRule theirs = rules.find(id);
            model.addAttribute("conflict", e);
            model.addAttribute("theirs", AlarmForm.texts(theirs));
            return form(model, id, typed, AlarmRules.version(theirs));
        }
        redirect.addFlashAttribute("done", "alarms.saved");
        return "redirect:/alarms";
    }

    /** Changes several rules at once: {@code act} is enable, disable or delete. */
    @PostMapping("/alarms/rules")
    String rules(
            @RequestParam(required = false) List<String> rule,
            @RequestParam(defaultValue = "") String act,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        List<Long> ids =
                rule == null ? List.of() : rule.stream().map(AlarmPages::number).toList();
        if (act.equals("delete")) {
            rules.delete(ids);
        } else {
            rules.enable(ids, act.equals("enable"));
        }
        redirect.addFlashAttribute("done", ids.isEmpty() ? "alarms.none" : "alarms.saved");
        return "redirect:/alarms";
    }

    @PostMapping("/alarms/acknowledge")
    String acknowledge(
            @RequestParam(defaultValue = "0") String id,
            @RequestParam(defaultValue = "") String from,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        try {
            alarms.acknowledge(number(id));
        } catch (OtterException e) {
            redirect.addFlashAttribute("fault", e);
            return "redirect:/alarms";
        }
        return from.equals("overview") ? "redirect:/overview" : "redirect:/alarms";
    }

    @PostMapping("/parameters/test")
    String test(@RequestParam(defaultValue = "") String way, RedirectAttributes redirect) {
        access.require(Role.ADMIN);
        try {
            delivery.test(way.equals("MAIL") ? Courier.Way.MAIL : Courier.Way.WEBHOOK);
            redirect.addFlashAttribute("done", "parameters.sent");
        } catch (OtterException e) {
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/parameters";
    }

    private List<AlarmRule> forAll(AlarmRule rule, Map<Long, Alarms.Place> places) {
        Set<Long> taken = rules.list().stream()
                .filter(other -> other.kind() == rule.kind())
                .map(AlarmRule::pipelineId)
                .collect(Collectors.toSet());
        return places.keySet().stream()
                .filter(pipeline -> !taken.contains(pipeline))
                .sorted()
                .map(rule::of)
                .toList();
    }

    private String form(Model model, long id, Map<String, String> typed, String version) {
        Map<String, String> pipelines = new LinkedHashMap<>();
        alarms.places().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparing(Alarms.Place::channel).thenComparing(Alarms.Place::pipeline)))
                .forEach(place -> pipelines.put(
                        Long.toString(place.getKey()),
                        place.getValue().channel() + " / " + place.getValue().pipeline()));
        model.addAttribute("id", id);
        model.addAttribute("typed", typed);
        model.addAttribute("version", version);
        model.addAttribute("pipelines", pipelines);
        model.addAttribute("kinds", AlarmKind.values());
        model.addAttribute(
                "receivers", new TreeSet<>(parameters.read().receivers().keySet()));
        return "alarm/form";
    }

    private static long number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
