package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.position.PlaceForm;
import io.otter.manager.probe.ConnectionTest;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.Named;
import io.otter.manager.spec.SpecError;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Confirmation;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.node.ObjectNode;

/** {@code /config/…}: lists and forms of the configuration. */
@Controller
@RequestMapping("/config/{key:groups|sources|canals|nodes|zookeepers|channels}")
final class EditPages {
    private static final int MAX_PIPELINES = 2;

    private final SpecService specs;
    private final Forms forms;
    private final Removal removal;
    private final ConnectionTest connections;
    private final Access access;

    EditPages(SpecService specs, Forms forms, Removal removal, ConnectionTest connections, Access access) {
        this.removal = removal;
        this.connections = connections;
        this.specs = specs;
        this.forms = forms;
        this.access = access;
    }

    /** One row of a list. */
    record Line(
            String name, String version, Map<String, String> values, List<Text> users, List<PipelineLine> pipelines) {}

    /** @param pairs number of pairs */
    record PipelineLine(String name, int pairs) {}

    @GetMapping
    String list(@PathVariable String key, Model model) {
        Kind kind = kind(key);
        List<Line> lines = new ArrayList<>();
        for (String name : specs.names(kind)) {
            ObjectNode thing = find(kind, name);
            Map<String, String> values = TypedValues.texts(forms.of(kind, thing).subList(0, 1), thing, true);
            values.remove("/password");
            values.remove("/name");
            lines.add(new Line(
                    name,
                    SpecService.version(Optional.of(thing)),
                    values,
                    specs.users(kind, name).stream().map(Named::text).toList(),
                    pipelines(thing)));
        }
        model.addAttribute("kind", key);
        // Empty columns would only take up room.
        model.addAttribute(
                "fields",
                forms.of(kind, Json.MAPPER.createObjectNode()).get(0).fields().stream()
                        .filter(field -> lines.stream()
                                .anyMatch(line -> !line.values()
                                        .getOrDefault(field.pointer(), "")
                                        .isEmpty()))
                        .toList());
        model.addAttribute("lines", lines);
        return "edit/list";
    }

    @GetMapping("/edit")
    String edit(@PathVariable String key, @RequestParam(defaultValue = "") String name, Model model) {
        Kind kind = kind(key);
        ObjectNode thing = name.isEmpty() ? Json.MAPPER.createObjectNode() : find(kind, name);
        List<Forms.Group> groups = forms.of(kind, thing);
        Map<String, String> typed = TypedValues.texts(groups, thing, !name.isEmpty());
        typed.replaceAll((pointer, text) -> text.equals("***") ? "" : text);
        Edited edited = new Edited(thing, groups, Map.of(), typed, Map.of());
        return form(model, key, name, edited, SpecService.version(specs.find(kind, name)));
    }

    @PostMapping("/edit")
    String save(
            @PathVariable String key,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String version,
            @RequestParam MultiValueMap<String, String> fields,
            Model model,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        Kind kind = kind(key);
        Edited edited = edited(kind, name, fields);
        String wanted = edited.thing.path("name").asString("");
        try {
            if (edited.wrong.isEmpty()) {
                boolean changed = !specs.save(kind, version, edited.thing).isEmpty();
                redirect.addFlashAttribute("saved", changed ? wanted : "");
                return "redirect:/config/" + key;
            }
            edited.find(specs.faults(kind, edited.thing));
        } catch (SpecInvalidException e) {
            edited.find(e.errors());
        } catch (EditConflictException e) {
            if (name.isEmpty()) {
                edited.wrong.put("/name", Text.of("wrong.taken", wanted));
            } else {
                model.addAttribute("conflict", e);
                edited.present.replaceAll((pointer, text) -> text.equals("***") ? "" : text);
                model.addAttribute("theirs", edited.present);
                version = SpecService.version(specs.find(kind, name));
            }
        }
        return form(model, key, name, edited, version);
    }

    /** Tests what was entered; nothing is saved. */
    @PostMapping("/test")
    String test(
            @PathVariable String key,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String version,
            @RequestParam MultiValueMap<String, String> fields,
            Model model) {
        access.require(Role.OPERATOR);
        Kind kind = kind(key);
        Edited edited = edited(kind, name, fields);
        try {
            edited.find(specs.faults(kind, edited.thing));
            if (edited.wrong.isEmpty()) {
                Configuration entered = specs.preview(Map.of(key, List.of(edited.thing)));
                model.addAttribute(
                        "tested",
                        connections.run(kind, entered, edited.thing.path("name").asString("")));
            }
        } catch (OtterException e) {
            if (e.code() == ErrorCode.FORBIDDEN || e.code() == ErrorCode.NOT_FOUND) {
                throw e;
            }
            model.addAttribute("fault", e);
        }
        return form(model, key, name, edited, version);
    }

    /**
     * What was entered.
     *
     * @param thing with it
     * @param present the texts of what is stored
     * @param typed the texts of what was entered
     * @param wrong by pointer
     */
    private record Edited(
            ObjectNode thing,
            List<Forms.Group> groups,
            Map<String, String> present,
            Map<String, String> typed,
            Map<String, Text> wrong) {
        void find(List<SpecError> errors) {
            wrong.putAll(TypedValues.wrong(groups, errors));
        }
    }

    private Edited edited(Kind kind, String name, MultiValueMap<String, String> fields) {
        ObjectNode thing = name.isEmpty() ? Json.MAPPER.createObjectNode() : find(kind, name);
        List<Forms.Group> groups = forms.of(kind, thing);
        Map<String, String> present = TypedValues.texts(groups, thing, true);
        Map<String, String> typed = TypedValues.of(fields);
        if (!name.isEmpty()) {
            for (Forms.Group group : groups) {
                for (Field field : group.fields()) {
                    if (field.fixed()) {
                        typed.put(field.pointer(), present.getOrDefault(field.pointer(), ""));
                    }
                }
            }
        }
        return new Edited(thing, groups, present, typed, TypedValues.put(groups, thing, typed));
    }

    @PostMapping("/delete")
    String delete(
            @PathVariable String key,
            @RequestParam String name,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String typed,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        try {
            Confirmation.require(name, typed);
            removal.remove(kind(key), name, version::equals);
            redirect.addFlashAttribute("deleted", name);
        } catch (EditConflictException e) {
            redirect.addFlashAttribute("fault", e);
        } catch (OtterException e) {
            if (e.code() != ErrorCode.IN_USE && e.code() != ErrorCode.REQUEST_INVALID) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/config/" + key;
    }

    private static List<PipelineLine> pipelines(ObjectNode thing) {
        return thing.path("pipelines")
                .valueStream()
                .map(pipeline -> new PipelineLine(
                        pipeline.path("name").asString(""),
                        pipeline.path("pairs").size()))
                .toList();
    }

    private static boolean isFull(ObjectNode thing) {
        return thing.path("pipelines").size() >= MAX_PIPELINES;
    }

    private static String form(Model model, String key, String name, Edited edited, String version) {
        model.addAttribute("kind", key);
        model.addAttribute("name", name);
        model.addAttribute("groups", edited.groups);
        model.addAttribute("typed", edited.typed);
        model.addAttribute("wrong", edited.wrong);
        model.addAttribute("version", version);
        model.addAttribute("full", isFull(edited.thing));
        model.addAttribute("testable", ConnectionTest.applies(kind(key)));
        model.addAttribute("kinds", PlaceForm.KINDS);
        return "edit/form";
    }

    private ObjectNode find(Kind kind, String name) {
        return specs.find(kind, name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.NAME_UNKNOWN.with(name)));
    }

    private static Kind kind(String key) {
        return Kind.of(key)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.KIND_UNKNOWN.with(key)));
    }
}
