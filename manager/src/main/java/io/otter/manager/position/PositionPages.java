package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Confirmation;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.JsonNode;

/** {@code /config/canals/position}: where a canal is read, and moving it. */
@Controller
@RequestMapping("/config/canals/position")
final class PositionPages {
    private final PositionService positions;
    private final ForeignCheckpoints foreign;
    private final SpecService specs;
    private final Access access;

    PositionPages(PositionService positions, ForeignCheckpoints foreign, SpecService specs, Access access) {
        this.positions = positions;
        this.foreign = foreign;
        this.specs = specs;
        this.access = access;
    }

    @GetMapping
    String show(@RequestParam String name, Model model) {
        model.addAttribute("typed", Map.of("kind", "latest"));
        return page(name, model);
    }

    @PostMapping
    String set(@RequestParam String name, @RequestParam Map<String, String> typed, Model model, RedirectAttributes to) {
        access.require(Role.OPERATOR);
        try {
            JsonNode start = PlaceForm.read(typed);
            Confirmation.require(name, typed.getOrDefault("typed", ""));
            positions.set(name, typed.getOrDefault("version", "")::equals, start);
            to.addFlashAttribute("done", true);
            to.addAttribute("name", name);
            return "redirect:/config/canals/position";
        } catch (PlaceForm.WrongPlaceException e) {
            model.addAttribute("wrong", Map.of(e.field(), e.text()));
        } catch (OtterException e) {
            if (e.code() == ErrorCode.FORBIDDEN || e.code() == ErrorCode.NOT_FOUND) {
                throw e;
            }
            model.addAttribute("fault", e);
        }
        model.addAttribute("typed", typed);
        return page(name, model);
    }

    @PostMapping("/claim")
    String claim(
            @RequestParam String name,
            @RequestParam String channel,
            @RequestParam ForeignCheckpoints.Choice checkpoint,
            @RequestParam(defaultValue = "") String typed,
            Model model,
            RedirectAttributes to) {
        access.require(Role.OPERATOR);
        try {
            Confirmation.require(channel, typed);
            foreign.claim(channel, checkpoint);
            to.addFlashAttribute("claimed", true);
            to.addAttribute("name", name);
            return "redirect:/config/canals/position";
        } catch (OtterException e) {
            if (e.code() == ErrorCode.FORBIDDEN || e.code() == ErrorCode.NOT_FOUND) {
                throw e;
            }
            model.addAttribute("fault", e);
        }
        model.addAttribute("typed", Map.of("kind", "latest"));
        return page(name, model);
    }

    private String page(String name, Model model) {
        List<PositionService.Reader> readers = positions.readers(name);
        model.addAttribute("name", name);
        model.addAttribute("version", positions.version(name));
        model.addAttribute("kinds", PlaceForm.KINDS);
        model.addAttribute("readers", readers);
        model.addAttribute(
                "busy",
                readers.stream()
                        .map(PositionService.Reader::busy)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
        model.addAttribute(
                "start",
                specs.find(Kind.CANALS, name)
                        .map(canal -> canal.path("start"))
                        .map(start -> start.isString() ? start.asString() : start.toString())
                        .orElse("latest"));
        return "canal/position";
    }
}
