package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.NamePattern;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.datasource.Media;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.MediaService;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.text.Confirmation;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.wizard.TableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /config/tables}: tables and families of tables, and the pairs that use them. Pairs create their own. */
@Controller
@RequestMapping("/config/tables")
final class MediaPages {
    private final ConfigurationStore store;
    private final MediaService medias;
    private final Forms forms;
    private final TableList tables;
    private final Access access;

    MediaPages(ConfigurationStore store, MediaService medias, Forms forms, TableList tables, Access access) {
        this.store = store;
        this.medias = medias;
        this.forms = forms;
        this.tables = tables;
        this.access = access;
    }

    /** A pair that uses a table. @param side message key of how */
    record Use(String channel, String pipeline, String key, String side) {}

    /** @param kind message key of the kind of its name */
    record Line(Media media, String kind, List<Use> uses) {}

    @GetMapping
    String list(@RequestParam(defaultValue = "") String find, Model model) {
        Configuration configured = store.read();
        String wanted = find.strip().toLowerCase(Locale.ROOT);
        model.addAttribute("find", find);
        model.addAttribute(
                "lines",
                configured.medias().stream()
                        .filter(media -> media.text().toLowerCase(Locale.ROOT).contains(wanted))
                        .map(media -> new Line(media, kind(media), uses(configured, media)))
                        .sorted(Comparator.comparing((Line line) -> line.media().source())
                                .thenComparing(line -> line.media().schema())
                                .thenComparing(line -> line.media().table()))
                        .toList());
        return "edit/tables";
    }

    @GetMapping("/edit")
    String edit(@RequestParam long id, Model model) {
        Configuration configured = store.read();
        Media media = find(configured, id);
        return form(model, configured, media, texts(media), media.version());
    }

    @PostMapping("/edit")
    String save(
            @RequestParam long id,
            @RequestParam(defaultValue = "") String version,
            @RequestParam Map<String, String> typed,
            Model model,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        Configuration configured = store.read();
        Media present = find(configured, id);
        Media wanted = new Media(id, typed(typed, "/source"), typed(typed, "/schema"), typed(typed, "/table"));
        try {
            medias.save(version, wanted);
            redirect.addFlashAttribute("saved", wanted.text());
            return "redirect:/config/tables";
        } catch (SpecInvalidException e) {
            model.addAttribute("wrong", TypedValues.wrong(forms.media(), e.errors()));
        } catch (EditConflictException e) {
            model.addAttribute("conflict", e);
            model.addAttribute("theirs", texts(present));
            version = present.version();
        }
        return form(model, configured, present, typed, version);
    }

    /** What the names in a form match now, as a fragment of its page. */
    @GetMapping("/preview")
    String preview(@RequestParam Map<String, String> typed, Model model) {
        access.require(Role.OPERATOR);
        try {
            NamePattern schema = NamePattern.parse(typed(typed, "/schema"));
            NamePattern table = NamePattern.parse(typed(typed, "/table"));
            store.read()
                    .source(typed(typed, "/source"))
                    .ifPresent(source -> model.addAttribute("matches", tables.matching(source, schema, table)));
        } catch (IllegalArgumentException e) {
            model.addAttribute("wrongPattern", Text.of("wrong.pattern", String.valueOf(e.getMessage())));
        } catch (OtterException e) {
            model.addAttribute("unknown", e);
        }
        return "fragments/matches :: preview";
    }

    @PostMapping("/delete")
    String delete(
            @RequestParam long id,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String typed,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        try {
            Media media = find(store.read(), id);
            Confirmation.require(media.schema() + "." + media.table(), typed);
            redirect.addFlashAttribute("deleted", medias.delete(id, version::equals));
        } catch (EditConflictException e) {
            redirect.addFlashAttribute("fault", e);
        } catch (OtterException e) {
            if (e.code() != ErrorCode.IN_USE && e.code() != ErrorCode.REQUEST_INVALID) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/config/tables";
    }

    private String form(Model model, Configuration configured, Media media, Map<String, String> typed, String version) {
        model.addAttribute("media", media);
        model.addAttribute("fields", forms.media().get(0).fields());
        model.addAttribute("typed", typed);
        model.addAttribute("version", version);
        model.addAttribute("uses", uses(configured, media));
        return "edit/table";
    }

    private static Map<String, String> texts(Media media) {
        return Map.of("/source", media.source(), "/schema", media.schema(), "/table", media.table());
    }

    private static String typed(Map<String, String> typed, String pointer) {
        return typed.getOrDefault(pointer, "").strip();
    }

    private static Media find(Configuration configured, long id) {
        return configured
                .media(id)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.TABLE_GONE.with()));
    }

    private static List<Use> uses(Configuration configured, Media media) {
        List<Use> uses = new ArrayList<>();
        configured
                .channels()
                .forEach(channel -> channel.pipelines()
                        .forEach(pipeline -> pipeline.pairs().forEach(pair -> {
                            if (pair.uses(media.id())) {
                                uses.add(new Use(
                                        channel.name(),
                                        pipeline.name(),
                                        PairEdits.key(pair.from(), pair.to()),
                                        pair.from().id() == media.id() ? "pair.from" : "pair.to"));
                            }
                        })));
        return uses;
    }

    private static String kind(Media media) {
        try {
            NamePattern pattern = NamePattern.parse(media.table());
            return pattern instanceof NamePattern.Plain
                    ? "tables.single"
                    : pattern instanceof NamePattern.Family ? "tables.family" : "tables.pattern";
        } catch (IllegalArgumentException e) {
            return "tables.wrong";
        }
    }
}
