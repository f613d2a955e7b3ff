package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecError;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.node.ObjectNode;

/** {@code /config/pipelines/new}: a channel with its first pipeline, or another pipeline for a channel. */
@Controller
@RequestMapping("/config/pipelines/new")
final class PipelineFormPages {
    private final SpecService specs;
    private final Forms forms;
    private final ConfigurationStore store;
    private final Access access;

    PipelineFormPages(SpecService specs, Forms forms, ConfigurationStore store, Access access) {
        this.specs = specs;
        this.forms = forms;
        this.store = store;
        this.access = access;
    }

    @GetMapping
    String form(@RequestParam(defaultValue = "") String channel, Model model) {
        access.require(Role.OPERATOR);
        ObjectNode thing = thing(channel);
        List<Forms.Group> groups = groups(channel, thing);
        model.addAttribute("typed", TypedValues.texts(groups, thing, false));
        model.addAttribute("lines", "");
        model.addAttribute("version", version(channel));
        return form(model, channel, groups);
    }

    @PostMapping
    String save(
            @RequestParam(defaultValue = "") String channel,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String lines,
            @RequestParam MultiValueMap<String, String> fields,
            Model model,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        Map<String, String> typed = TypedValues.of(fields);
        ObjectNode thing = thing(channel);
        int index = thing.withArray("pipelines").size();
        List<Forms.Group> groups = groups(channel, thing);
        TypedValues.put(groups, thing, typed);
        PairText pairs = new PairText(new PairLines(store.read().sources()), lines);
        thing.withObject("/pipelines/" + index).withArray("pairs").addAll(pairs.pairs());
        Map<String, Text> wrong = new LinkedHashMap<>();
        try {
            if (pairs.isFine()) {
                List<String> ignored = specs.save(Kind.CHANNELS, version, thing);
                redirect.addFlashAttribute("saved", thing.path("name").asString(""));
                return "redirect:/config/channels";
            }
            say(specs.faults(Kind.CHANNELS, thing), index, groups, pairs, model, wrong);
        } catch (SpecInvalidException e) {
            say(e.errors(), index, groups, pairs, model, wrong);
        } catch (EditConflictException e) {
            wrong.put(
                    channel.isEmpty() ? "/name" : "",
                    channel.isEmpty() ? Text.of("wrong.channel.taken") : Text.of("wrong.changed", channel));
            version = channel.isEmpty() ? "" : version(channel);
        }
        model.addAttribute("wrong", wrong);
        model.addAttribute("typed", typed);
        model.addAttribute("lines", lines);
        model.addAttribute("version", version);
        return form(model, channel, groups);
    }

    /** Shows errors of pairs by line, all others by field. */
    private static void say(
            List<SpecError> errors,
            int index,
            List<Forms.Group> groups,
            PairText pairs,
            Model model,
            Map<String, Text> wrong) {
        String prefix = "channels[0].pipelines[" + index + "].pairs";
        List<SpecError> ofPairs = errors.stream()
                .filter(error -> error.path().startsWith(prefix))
                .map(error -> error.withPath(error.path().substring(prefix.length())))
                .toList();
        model.addAttribute("wrongLines", pairs.wrong(ofPairs));
        wrong.putAll(TypedValues.wrong(
                groups,
                errors.stream()
                        .filter(error -> !error.path().startsWith(prefix))
                        .toList()));
    }

    private ObjectNode thing(String channel) {
        return channel.isEmpty()
                ? Json.MAPPER.createObjectNode()
                : specs.find(Kind.CHANNELS, channel)
                        .orElseThrow(
                                () -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(channel)));
    }

    private String version(String channel) {
        return SpecService.version(channel.isEmpty() ? Optional.empty() : specs.find(Kind.CHANNELS, channel));
    }

    private List<Forms.Group> groups(String channel, ObjectNode thing) {
        List<Forms.Group> groups = new ArrayList<>();
        if (channel.isEmpty()) {
            groups.addAll(forms.of(Kind.CHANNELS, Json.MAPPER.createObjectNode()));
        }
        groups.addAll(forms.newPipeline("/pipelines/" + thing.path("pipelines").size()));
        return groups;
    }

    private String form(Model model, String channel, List<Forms.Group> groups) {
        model.addAttribute("channel", channel);
        model.addAttribute("groups", groups);
        model.addAttribute("sources", store.read().sources());
        return "edit/pipeline";
    }
}
