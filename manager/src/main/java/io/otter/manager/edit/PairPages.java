package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Confirmation;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.node.ObjectNode;

/** {@code /config/pairs…}: the pairs of a pipeline, one by one and in bulk. */
@Controller
@RequestMapping("/config/pairs")
final class PairPages {
    private static final int LONGEST_FILE = 1_000_000;

    private final PairEdits pairs;
    private final Forms forms;
    private final ConfigurationStore store;
    private final Access access;

    PairPages(PairEdits pairs, Forms forms, ConfigurationStore store, Access access) {
        this.pairs = pairs;
        this.forms = forms;
        this.store = store;
        this.access = access;
    }

    /** One row of the list. */
    record Line(String key, String version, ObjectNode pair) {}

    @GetMapping
    String list(@RequestParam String channel, @RequestParam String pipeline, Model model) {
        model.addAttribute(
                "lines",
                pairs.list(channel, pipeline).stream()
                        .map(pair -> new Line(PairEdits.key(pair), SpecService.version(Optional.of(pair)), pair))
                        .toList());
        return page(model, channel, pipeline, "edit/pairs");
    }

    @GetMapping("/edit")
    String edit(
            @RequestParam String channel,
            @RequestParam String pipeline,
            @RequestParam(defaultValue = "") String pair,
            Model model) {
        Optional<ObjectNode> present = pair.isEmpty() ? Optional.empty() : Optional.of(find(channel, pipeline, pair));
        pairs.list(channel, pipeline);
        model.addAttribute(
                "typed", TypedValues.texts(forms.pair(), present.orElseGet(PairPages::blank), present.isPresent()));
        model.addAttribute("version", SpecService.version(present));
        return form(model, channel, pipeline, pair);
    }

    @PostMapping("/edit")
    String save(
            @RequestParam String channel,
            @RequestParam String pipeline,
            @RequestParam(defaultValue = "") String pair,
            @RequestParam(defaultValue = "") String version,
            @RequestParam Map<String, String> typed,
            Model model,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        ObjectNode wanted = blank();
        TypedValues.put(forms.pair(), wanted, typed);
        if (!wanted.path("columns").has("pairs")
                && !wanted.path("columns").has("groups")
                && wanted.path("columns").path("mode").asString("").equals("INCLUDE")) {
            wanted.remove("columns");
        }
        try {
            pairs.save(channel, pipeline, pair, version, wanted);
            redirect.addFlashAttribute("saved", title(wanted));
            return back(redirect, channel, pipeline);
        } catch (SpecInvalidException e) {
            model.addAttribute("wrong", TypedValues.wrong(forms.pair(), e.errors()));
        } catch (EditConflictException e) {
            Optional<ObjectNode> present = pairs.find(channel, pipeline, pair);
            model.addAttribute("conflict", e);
            model.addAttribute("theirs", TypedValues.texts(forms.pair(), present.orElseGet(PairPages::blank), true));
            model.addAttribute("gone", present.isEmpty());
            version = SpecService.version(present);
        }
        model.addAttribute("typed", typed);
        model.addAttribute("version", version);
        return form(model, channel, pipeline, pair);
    }

    @PostMapping("/delete")
    String delete(
            @RequestParam String channel,
            @RequestParam String pipeline,
            @RequestParam String pair,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String typed,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        try {
            ObjectNode gone = find(channel, pipeline, pair);
            Confirmation.require(name(gone, "from"), typed);
            pairs.delete(channel, pipeline, pair, version::equals);
            redirect.addFlashAttribute("deleted", title(gone));
        } catch (EditConflictException e) {
            redirect.addFlashAttribute("fault", e);
        } catch (OtterException e) {
            if (e.code() != ErrorCode.IN_USE && e.code() != ErrorCode.REQUEST_INVALID) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return back(redirect, channel, pipeline);
    }

    @GetMapping("/batch")
    String batch(@RequestParam String channel, @RequestParam String pipeline, Model model) {
        pairs.list(channel, pipeline);
        model.addAttribute("lines", "");
        return batchForm(model, channel, pipeline);
    }

    @PostMapping("/batch")
    String addMany(
            @RequestParam String channel,
            @RequestParam String pipeline,
            @RequestParam(defaultValue = "") String lines,
            @RequestParam Optional<MultipartFile> file,
            Model model,
            RedirectAttributes redirect)
            throws IOException {
        access.require(Role.OPERATOR);
        String text = lines;
        List<PairText.Wrong> wrong = new ArrayList<>();
        if (file.isPresent() && !file.get().isEmpty()) {
            if (file.get().getSize() > LONGEST_FILE) {
                wrong.add(new PairText.Wrong(0, Text.of("wrong.file", LONGEST_FILE)));
            } else {
                String read = new String(file.get().getBytes(), StandardCharsets.UTF_8);
                text = text.isBlank() ? read : text.stripTrailing() + "\n" + read;
            }
        }
        PairText read = new PairText(new PairLines(store.read().sources()), text);
        if (read.isEmpty() && wrong.isEmpty()) {
            wrong.add(new PairText.Wrong(0, Text.of("wrong.lines")));
        }
        try {
            if (wrong.isEmpty() && read.isFine()) {
                pairs.add(channel, pipeline, read.pairs());
                redirect.addFlashAttribute("added", read.pairs().size());
                return back(redirect, channel, pipeline);
            }
            wrong.addAll(read.wrong(pairs.faults(channel, pipeline, read.pairs())));
        } catch (SpecInvalidException e) {
            wrong.addAll(read.wrong(e.errors()));
        } catch (EditConflictException e) {
            wrong.add(new PairText.Wrong(0, Text.of("wrong.changed", channel)));
        }
        model.addAttribute("wrong", wrong);
        model.addAttribute("lines", text);
        return batchForm(model, channel, pipeline);
    }

    /** The pair's name in lists and messages. */
    static String title(ObjectNode pair) {
        return name(pair, "from") + " → " + name(pair, "to");
    }

    private static String name(ObjectNode pair, String side) {
        var media = pair.path(side);
        return media.path("source").asString("") + ":" + media.path("schema").asString("") + "."
                + media.path("table").asString("");
    }

    private ObjectNode find(String channel, String pipeline, String pair) {
        return pairs.find(channel, pipeline, pair)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.PAIR_GONE.with(pipeline)));
    }

    private static ObjectNode blank() {
        ObjectNode pair = Json.MAPPER.createObjectNode();
        pair.putObject("from");
        pair.putObject("to");
        return pair;
    }

    private String form(Model model, String channel, String pipeline, String pair) {
        model.addAttribute("groups", forms.pair());
        model.addAttribute("pair", pair);
        return page(model, channel, pipeline, "edit/pair");
    }

    private String batchForm(Model model, String channel, String pipeline) {
        model.addAttribute("sources", store.read().sources());
        return page(model, channel, pipeline, "edit/batch");
    }

    private static String page(Model model, String channel, String pipeline, String view) {
        model.addAttribute("channel", channel);
        model.addAttribute("pipeline", pipeline);
        return view;
    }

    private static String back(RedirectAttributes redirect, String channel, String pipeline) {
        redirect.addAttribute("channel", channel);
        redirect.addAttribute("pipeline", pipeline);
        return "redirect:/config/pairs";
    }
}
