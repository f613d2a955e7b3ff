package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Confirmation;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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
    /** The ways to enter a position, in page order. */
    private static final List<String> KINDS = List.of("latest", "earliest", "paste", "file", "gtid", "time");

    private final PositionService positions;
    private final SpecService specs;
    private final Access access;

    PositionPages(PositionService positions, SpecService specs, Access access) {
        this.positions = positions;
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
            JsonNode start = typed.getOrDefault("kind", "").equals("paste")
                    ? Json.MAPPER.valueToTree(positions.read(typed.getOrDefault("paste", "")))
                    : start(typed);
            Confirmation.require(name, typed.getOrDefault("typed", ""));
            positions.set(name, start);
            to.addFlashAttribute("done", true);
            to.addAttribute("name", name);
            return "redirect:/config/canals/position";
        } catch (WrongPlaceException e) {
            model.addAttribute("wrong", Map.of(e.field, e.key));
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
            @RequestParam PositionService.Choice checkpoint,
            @RequestParam(defaultValue = "") String typed,
            Model model,
            RedirectAttributes to) {
        access.require(Role.OPERATOR);
        try {
            Confirmation.require(channel, typed);
            positions.claim(channel, checkpoint);
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
        model.addAttribute("kinds", KINDS);
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

    private static JsonNode start(Map<String, String> typed) {
        String kind = typed.getOrDefault("kind", "");
        Object start = switch (kind) {
            case "latest", "earliest" -> kind;
            case "file" -> Map.of("file", text(typed, "file"), "offset", offset(typed));
            case "gtid" -> Map.of("gtid", text(typed, "gtid"));
            case "time" -> Map.of("timestamp", time(typed));
            default -> throw new WrongPlaceException("kind", "position.wrong.kind");
        };
        return Json.MAPPER.valueToTree(start);
    }

    private static String text(Map<String, String> typed, String field) {
        String text = typed.getOrDefault(field, "").strip();
        if (text.isEmpty() || text.length() > 10_000 || field.equals("file") && text.matches(".*[\\s:].*")) {
            throw new WrongPlaceException(field, "position.wrong." + field);
        }
        return text;
    }

    private static long offset(Map<String, String> typed) {
        String text = typed.getOrDefault("offset", "").strip();
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) < 4) {
            throw new WrongPlaceException("offset", "position.wrong.offset");
        }
        return Long.parseLong(text);
    }

    /** In the format of {@code datetime-local}, in UTC. */
    private static long time(Map<String, String> typed) {
        try {
            long millis = LocalDateTime.parse(
                            typed.getOrDefault("time", "").strip().replace(' ', 'T'))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
            if (millis > 0) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new WrongPlaceException("time", "position.wrong.time");
        }
        throw new WrongPlaceException("time", "position.wrong.time");
    }

    /** An invalid field; {@code key} is the message with the allowed form. */
    private static final class WrongPlaceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String field;
        private final String key;

        WrongPlaceException(String field, String key) {
            super(key);
            this.field = field;
            this.key = key;
        }
    }
}
