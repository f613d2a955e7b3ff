package io.otter.manager.wizard;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.NamePattern;
import io.otter.common.secret.SecretKey;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.manager.probe.ServerProbe;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.text.InvalidInputException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.HashMap;
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

/** {@code /new}: servers, tables and columns are chosen, kept in {@link Drafts}. */
@Controller
@RequestMapping("/new")
final class WizardPages {
    private final ConfigurationStore configured;
    private final ServerProbe probe;
    private final TableList tables;
    private final SecretKey key;
    private final Drafts drafts;
    private final Access access;

    WizardPages(
            ConfigurationStore configured,
            ServerProbe probe,
            TableList tables,
            SecretKey key,
            Drafts drafts,
            Access access) {
        this.configured = configured;
        this.probe = probe;
        this.tables = tables;
        this.key = key;
        this.drafts = drafts;
        this.access = access;
    }

    /** Shows earlier input to a returning user. */
    @GetMapping
    String servers(HttpSession session, Model model) {
        access.require(Role.OPERATOR);
        return drafts.find(session)
                .map(draft -> servers(model, ServerForm.of(draft.from(), key), ServerForm.of(draft.to(), key)))
                .orElseGet(() -> servers(model, ServerForm.EMPTY, ServerForm.EMPTY));
    }

    /** Tests both servers; continues if that was requested and everything mandatory passed. */
    @PostMapping
    String servers(
            @RequestParam Map<String, String> fields,
            @RequestParam(required = false) boolean next,
            Model model,
            HttpSession session) {
        access.require(Role.OPERATOR);
        Configuration known = configured.read();
        ServerForm fromForm = ServerForm.of("from", fields);
        ServerForm toForm = ServerForm.of("to", fields);
        Optional<DataMediaSource> from = fromForm.server(known, key);
        Optional<DataMediaSource> to = toForm.server(known, key);
        model.addAttribute("tested", true);
        List<ServerProbe.Step> fromSteps = from.map(probe::source).orElse(List.of());
        List<ServerProbe.Step> toSteps = to.map(probe::target).orElse(List.of());
        if (next
                && from.isPresent()
                && to.isPresent()
                && fromSteps.stream().noneMatch(ServerProbe.Step::blocks)
                && toSteps.stream().noneMatch(ServerProbe.Step::blocks)) {
            drafts.keep(session, Draft.of(from.get(), to.get()));
            return "redirect:/new/tables";
        }
        model.addAttribute("fromSteps", fromSteps);
        model.addAttribute("toSteps", toSteps);
        return servers(model, fromForm, toForm);
    }

    @GetMapping("/tables")
    String tables(HttpSession session, Model model) {
        Draft draft = drafts.require(session);
        return tables(model, draft, TableForm.of(draft));
    }

    /** What a pattern would match, as a fragment of the page. */
    @GetMapping("/preview")
    String preview(@RequestParam(defaultValue = "") String pattern, HttpSession session, Model model) {
        Draft draft = drafts.require(session);
        try {
            TableName name = TableForm.patterns(pattern.strip());
            model.addAttribute(
                    "matches",
                    tables.matching(draft.from(), NamePattern.parse(name.schema()), NamePattern.parse(name.table())));
        } catch (InvalidInputException e) {
            model.addAttribute("wrongPattern", e.text());
        }
        return "fragments/matches :: preview";
    }

    /** @param search whether only to filter the list */
    @PostMapping("/tables")
    String tables(
            @RequestParam MultiValueMap<String, String> fields,
            @RequestParam(defaultValue = "") String pattern,
            @RequestParam(defaultValue = "") String schema,
            @RequestParam(defaultValue = "") String find,
            @RequestParam(defaultValue = "false") boolean search,
            HttpSession session,
            Model model) {
        Draft draft = drafts.require(session);
        TableForm form = new TableForm(find, fields.getOrDefault("table", List.of()), pattern.strip(), schema);
        if (search) {
            return tables(model, draft, form);
        }
        List<TableName> chosen = List.of();
        try {
            chosen = form.tables();
            model.addAttribute("none", chosen.isEmpty());
        } catch (InvalidInputException e) {
            model.addAttribute("wrongPattern", e.text());
        }
        if (chosen.isEmpty()) {
            return tables(model, draft, form);
        }
        drafts.keep(session, draft.withTables(chosen, schema));
        return "redirect:/new/columns";
    }

    @GetMapping("/columns")
    String columns(HttpSession session, Model model) {
        Draft draft = drafts.require(session);
        model.addAttribute("draft", draft);
        model.addAttribute("matches", matches(draft));
        return "wizard/columns";
    }

    /** The fields are named {@code index:column}. */
    @PostMapping("/columns")
    String columns(@RequestParam Map<String, String> fields, HttpSession session) {
        Draft draft = drafts.require(session);
        Map<TableName, Map<String, String>> columns = new HashMap<>();
        for (ColumnMatch match : matches(draft)) {
            Map<String, String> choices = new LinkedHashMap<>();
            String prefix = match.index() + ":";
            fields.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    choices.put(name.substring(prefix.length()), value);
                }
            });
            Map<String, String> chosen = ColumnMatch.chosen(match.lines(), choices);
            if (!chosen.isEmpty()) {
                columns.put(match.from(), chosen);
            }
        }
        drafts.keep(session, draft.withColumns(columns));
        return "redirect:/new/start";
    }

    private String servers(Model model, ServerForm from, ServerForm to) {
        model.addAttribute("from", from);
        model.addAttribute("to", to);
        model.addAttribute("known", configured.read().sources());
        return "wizard/servers";
    }

    private String tables(Model model, Draft draft, TableForm form) {
        TableList.Page page = tables.find(draft.from(), form.find());
        List<String> hidden = new ArrayList<>(form.chosen());
        page.rows().forEach(row -> hidden.remove(row.text()));
        model.addAttribute("draft", draft);
        model.addAttribute("form", form);
        model.addAttribute("page", page);
        model.addAttribute("hidden", hidden);
        model.addAttribute("schemas", tables.schemas(draft.to()));
        return "wizard/tables";
    }

    private List<ColumnMatch> matches(Draft draft) {
        Map<TableName, TableMeta> sources = tables.load(draft.from(), draft.tables());
        Map<TableName, TableMeta> targets = tables.load(
                draft.to(), draft.tables().stream().map(draft::target).toList());
        List<ColumnMatch> matches = new ArrayList<>();
        for (TableName from : draft.tables()) {
            TableName to = draft.target(from);
            matches.add(ColumnMatch.of(matches.size(), from, to, sources.get(from), targets.get(to)));
        }
        return matches;
    }
}
