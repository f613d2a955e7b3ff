package io.otter.manager.pipeline;

import io.otter.arbitrate.ddl.DdlAnswer.Choice;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.ddl.DdlService;
import io.otter.manager.ddl.UnknownTableService;
import io.otter.manager.deadletter.DeadLetter;
import io.otter.manager.deadletter.DeadLetter.State;
import io.otter.manager.deadletter.DeadLetterService;
import io.otter.manager.deadletter.DeadLetters;
import io.otter.manager.pipeline.PipelineHead.Subject;
import io.otter.manager.refusedrow.StoppedRow;
import io.otter.manager.refusedrow.StoppedRowService;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Confirmation;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.web.ChannelView.PipelineView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The tab for decisions: rows that a target refused, and DDL that waits. */
@Controller
final class ErrorPages {
    private static final int PAGE = 50;
    private static final Set<ErrorCode> OF_ROWS = EnumSet.of(
            ErrorCode.LOAD_DATA,
            ErrorCode.LOAD_ROW_NOT_FOUND,
            ErrorCode.LOAD_CONFLICT,
            ErrorCode.LOAD_MISSING_TARGET,
            ErrorCode.FILTER_FAILED,
            ErrorCode.PROCESSOR_FAILED,
            ErrorCode.DEAD_LETTERS_FULL);

    private final PipelineHead head;
    private final DeadLetters letters;
    private final DeadLetterService letterService;
    private final DdlService ddl;
    private final UnknownTableService unknownTables;
    private final StoppedRowService stoppedRows;
    private final Access access;

    ErrorPages(
            PipelineHead head,
            DeadLetters letters,
            DeadLetterService letterService,
            DdlService ddl,
            UnknownTableService unknownTables,
            StoppedRowService stoppedRows,
            Access access) {
        this.head = head;
        this.letters = letters;
        this.letterService = letterService;
        this.ddl = ddl;
        this.unknownTables = unknownTables;
        this.stoppedRows = stoppedRows;
        this.access = access;
    }

    /** @param state of the letters; {@code ALL} or any unknown text for all */
    @GetMapping("/pipeline/errors")
    String errors(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam(defaultValue = "OPEN") String state,
            @RequestParam(defaultValue = "") String find,
            @RequestParam(defaultValue = "0") long after,
            Model model) {
        Subject subject = head.show(channel, name, "errors", model);
        State wanted = Stream.of(State.values())
                .filter(one -> one.name().equals(state))
                .findFirst()
                .orElse(null);
        model.addAttribute("newest", letters.newest());
        List<DeadLetter> found = letters.find(subject.pipeline(), wanted, find, after, PAGE + 1);
        model.addAttribute(
                "letters", found.stream().limit(PAGE).map(RefusedRowView::of).toList());
        boolean stands = stands(model);
        model.addAttribute("stands", stands);
        model.addAttribute("stopped", List.of());
        if (stands) {
            showRows(subject.pipeline(), model);
        }
        model.addAttribute("next", found.size() > PAGE ? found.get(PAGE - 1).id() : null);
        model.addAttribute("after", after);
        model.addAttribute("state", wanted == null ? "ALL" : wanted.name());
        model.addAttribute("states", State.values());
        model.addAttribute("find", find);
        try {
            model.addAttribute(
                    "waiting",
                    ddl.list(channel).stream()
                            .filter(one -> one.pipeline().equalsIgnoreCase(name))
                            .toList());
            model.addAttribute(
                    "unknownTables",
                    unknownTables.list(channel).stream()
                            .filter(one -> one.pipeline().equalsIgnoreCase(name))
                            .toList());
        } catch (OtterException e) {
            if (e.code() != ErrorCode.ZOOKEEPER_UNREACHABLE) {
                throw e;
            }
            model.addAttribute("waiting", List.of());
            model.addAttribute("unknownTables", List.of());
            model.addAttribute("unknown", e);
        }
        return "pipeline/errors";
    }

    private void showRows(Pipeline pipeline, Model model) {
        try {
            model.addAttribute(
                    "stopped",
                    stoppedRows.list(pipeline).stream().map(StoppedRowView::of).toList());
        } catch (OtterException e) {
            model.addAttribute("unread", e);
        }
    }

    /** @param id of the row that the user saw */
    @PostMapping("/pipeline/row")
    String decide(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam String id,
            @RequestParam StoppedRow.Choice choice,
            RedirectAttributes redirect) {
        return then(
                channel,
                name,
                redirect,
                () -> {
                    stoppedRows.decide(channel, id, choice);
                    return 1;
                },
                "stopped.done." + choice);
    }

    @PostMapping("/pipeline/letters/retry")
    String retry(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long id,
            RedirectAttributes redirect) {
        return then(
                channel,
                name,
                redirect,
                () -> {
                    letterService.retry(channel, id);
                    return 1;
                },
                "letters.sent");
    }

    @PostMapping("/pipeline/letters/discard")
    String discard(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long id,
            RedirectAttributes redirect) {
        return then(
                channel,
                name,
                redirect,
                () -> {
                    letterService.discard(channel, id);
                    return 1;
                },
                "letters.discarded");
    }

    @PostMapping("/pipeline/letters/retry-all")
    String retryAll(@RequestParam String channel, @RequestParam String name, RedirectAttributes redirect) {
        return then(channel, name, redirect, () -> letterService.retryAll(channel, name), "letters.sent");
    }

    @PostMapping("/pipeline/letters/discard-all")
    String discardAll(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long newest,
            @RequestParam(defaultValue = "") String typed,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        return then(
                channel,
                name,
                redirect,
                () -> {
                    Confirmation.require(name, typed);
                    return letterService.discardAll(channel, name, newest);
                },
                "letters.discarded");
    }

    /** @param sql the statement to run instead; only with REPLACE */
    @PostMapping("/pipeline/ddl")
    String decide(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam String id,
            @RequestParam Choice choice,
            @RequestParam(defaultValue = "") String sql,
            RedirectAttributes redirect) {
        String next = then(
                channel,
                name,
                redirect,
                () -> {
                    ddl.decide(channel, id, choice, sql.strip());
                    return 1;
                },
                "ddl.decided." + choice);
        if (redirect.getFlashAttributes().containsKey("fault")) {
            redirect.addFlashAttribute("typed", sql);
            redirect.addFlashAttribute("typedFor", id);
        }
        return next;
    }

    @PostMapping("/pipeline/unknown-table")
    String takePresent(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam String schema,
            @RequestParam String table,
            RedirectAttributes redirect) {
        return then(
                channel,
                name,
                redirect,
                () -> {
                    unknownTables.takePresent(channel, name, schema, table);
                    return 1;
                },
                "unknownTable.taken");
    }

    /** Whether the pipeline stands at a row that its target or a filter refuses. */
    private static boolean stands(Model model) {
        return model.getAttribute("pipeline") instanceof PipelineView pipeline
                && pipeline.lastError() != null
                && OF_ROWS.contains(pipeline.lastError().code());
    }

    private interface Act {
        int count();
    }

    private static String then(String channel, String name, RedirectAttributes redirect, Act act, String done) {
        return new TabForm("errors", channel, name, redirect)
                .then(done, () -> redirect.addFlashAttribute("count", act.count()));
    }
}
