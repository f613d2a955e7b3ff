package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.NamePattern;
import io.otter.manager.datasource.Media;
import io.otter.manager.spec.Configured;
import io.otter.manager.spec.ConfiguredStore;
import io.otter.manager.spec.SpecService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /config/tables}: tables and families of tables, and which pairs use them. A pair brings its own. */
@Controller
@RequestMapping("/config/tables")
final class MediaPages {
    private final ConfiguredStore store;
    private final SpecService specs;

    MediaPages(ConfiguredStore store, SpecService specs) {
        this.store = store;
        this.specs = specs;
    }

    /** A pair that uses a table. @param side message key of how */
    record Use(String channel, String pipeline, String key, String side) {}

    /** @param kind message key of what its name means */
    record Line(Media media, String kind, List<Use> uses) {}

    @GetMapping
    String list(@RequestParam(defaultValue = "") String find, Model model) {
        Configured configured = store.read();
        String wanted = find.strip().toLowerCase(Locale.ROOT);
        model.addAttribute("find", find);
        model.addAttribute(
                "lines",
                configured.medias().stream()
                        .filter(media -> (media.source() + " " + media.schema() + "." + media.table())
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted))
                        .map(media -> new Line(media, kind(media), uses(configured, media)))
                        .sorted(Comparator.comparing((Line line) -> line.media().source())
                                .thenComparing(line -> line.media().schema())
                                .thenComparing(line -> line.media().table()))
                        .toList());
        return "edit/tables";
    }

    @PostMapping("/delete")
    String delete(@RequestParam long id, RedirectAttributes redirect) {
        try {
            redirect.addFlashAttribute("deleted", specs.deleteMedia(id));
        } catch (OtterException e) {
            if (e.code() != ErrorCode.IN_USE) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/config/tables";
    }

    private static List<Use> uses(Configured configured, Media media) {
        List<Use> uses = new ArrayList<>();
        configured
                .channels()
                .forEach(channel -> channel.pipelines()
                        .forEach(pipeline -> pipeline.pairs().forEach(pair -> {
                            if (pair.from().id() == media.id() || pair.to().id() == media.id()) {
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
