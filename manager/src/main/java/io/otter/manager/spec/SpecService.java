package io.otter.manager.spec;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.secret.SecretKey;
import io.otter.common.secret.Sha256;
import io.otter.manager.audit.Audit;
import io.otter.manager.change.AlikeNameException;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.change.LastChanges;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies and exports documents, one at a time. Thread-safe. */
@Service
public final class SpecService {
    private final ConfigurationStore store;
    private final SecretKey key;
    private final Access access;
    private final Audit audit;
    private final ConfigurationLock lock;
    private final LastChanges changes;

    SpecService(
            ConfigurationStore store,
            SecretKey key,
            Access access,
            Audit audit,
            ConfigurationLock lock,
            LastChanges changes) {
        this.changes = changes;
        this.lock = lock;
        this.audit = audit;
        this.store = store;
        this.key = key;
        this.access = access;
    }

    /** The whole configuration as a document, with {@code ***} for passwords. */
    public String export(boolean yaml) {
        return SpecText.write(new SpecExport(store.read()).toSpec(), yaml);
    }

    /**
     * Applies a document; things not named in it are unchanged. Repeating it changes nothing.
     *
     * @param dryRun whether to only list the changes
     * @return one line per change, like {@code create channel shop}
     * @throws SpecInvalidException with all errors; nothing was changed then
     * @throws io.otter.common.error.OtterException if the user lacks the role
     */
    public List<String> apply(String document, boolean yaml, boolean dryRun) {
        access.require(Role.OPERATOR);
        return apply(SpecText.parse(document, yaml), dryRun);
    }

    /**
     * What {@link #apply} would change.
     *
     * @return by change, in order, lines {@code - key: value} and {@code + key: value}; none for a changed password
     * @throws SpecInvalidException with all errors
     */
    public Map<String, List<String>> differences(String document, boolean yaml) {
        access.require(Role.OPERATOR);
        return plan(SpecText.parse(document, yaml)).differences();
    }

    /** Likewise, from maps and lists. */
    public List<String> apply(Map<String, ?> document) {
        return apply(Json.MAPPER.<JsonNode>valueToTree(document), false);
    }

    /**
     * The configuration after applying the document; new things have the id 0.
     *
     * @throws SpecInvalidException with all errors
     */
    public Configuration preview(Map<String, ?> document) {
        access.require(Role.OPERATOR);
        Configuration stored = store.read();
        return stored.with(new SpecReader(stored, key).read(Json.MAPPER.<JsonNode>valueToTree(document)));
    }

    /** The document as readable YAML. */
    public String yaml(Map<String, ?> document) {
        return SpecText.write(Json.MAPPER.<JsonNode>valueToTree(document), true);
    }

    /** The names of all things of a kind. */
    public List<String> names(Kind kind) {
        return list(kind).stream().map(one -> one.path("name").asString("")).toList();
    }

    /** All things of a kind as in documents, with {@code ***} for passwords. */
    public List<JsonNode> list(Kind kind) {
        return new SpecExport(store.read())
                .toSpec()
                .path(kind.key())
                .valueStream()
                .toList();
    }

    /** One thing as in documents, with {@code ***} for passwords; empty if there is none of this name. */
    public Optional<ObjectNode> find(Kind kind, String name) {
        return kind.find(new SpecExport(store.read()).toSpec(), name);
    }

    /** A version that changes with the thing; empty text if it does not exist. */
    public static String version(Optional<ObjectNode> thing) {
        return thing.map(one -> version(one.toString())).orElse("");
    }

    /** Likewise of a whole document. */
    static String version(String document) {
        return Sha256.shortHex(document);
    }

    /**
     * Saves one thing unless it has changed since it was displayed.
     *
     * @param version of what was displayed, see {@link #version}
     * @throws EditConflictException if it was changed meanwhile
     * @throws SpecInvalidException with all errors
     */
    public List<String> save(Kind kind, String version, ObjectNode wanted) {
        access.require(Role.OPERATOR);
        String name = wanted.path("name").asString("");
        return lock.change(after -> {
            if (!version(find(kind, name)).equals(version)) {
                throw conflict(kind, name, name);
            }
            return apply(document(kind, wanted), after);
        });
    }

    /** The errors that {@link #save} would find; empty when it may be saved. */
    public List<SpecError> faults(Kind kind, ObjectNode wanted) {
        access.require(Role.OPERATOR);
        try {
            plan(document(kind, wanted));
            return List.of();
        } catch (SpecInvalidException e) {
            return e.errors();
        }
    }

    private static JsonNode document(Kind kind, ObjectNode thing) {
        return Json.MAPPER
                .createObjectNode()
                .set(kind.key(), Json.MAPPER.createArrayNode().add(thing));
    }

    /** What needs the thing, which therefore cannot be deleted. */
    public List<Named> users(Kind kind, String name) {
        return kind.users(store.read(), name);
    }

    /**
     * What to throw when a thing, or a part of it, was changed after it was displayed.
     *
     * @param what the name of the thing or its part
     */
    public EditConflictException conflict(Kind kind, String name, String what) {
        return changes.conflict(what, "act\\.(create|change|delete)", new Named(kind, name).text());
    }

    /**
     * Deletes one thing.
     *
     * @param seen whether a version, see {@link #version}, is the one that was displayed
     * @throws EditConflictException if it is not
     * @throws OtterException with NOT_FOUND, or with IN_USE naming what needs it
     */
    public void delete(Kind kind, String name, Predicate<String> seen) {
        access.require(Role.OPERATOR);
        lock.change(after -> {
            if (find(kind, name).isEmpty()) {
                throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.NAME_UNKNOWN.with(name));
            }
            List<Named> users = users(kind, name);
            if (!users.isEmpty()) {
                throw new RefusedException(ErrorCode.IN_USE, Refusal.IN_USE.with(name, Refusal.all(users)));
            }
            if (!seen.test(version(find(kind, name)))) {
                throw conflict(kind, name, name);
            }
            store.delete(kind, name);
            audit.did(Text.of("act.delete", new Named(kind, name).text()));
            after.accept(new ConfigurationChanged());
            return name;
        });
    }

    private List<String> apply(JsonNode document, boolean dryRun) {
        return dryRun ? lock.tried(() -> saved(plan(document)).lines()) : lock.change(after -> apply(document, after));
    }

    private SpecPlan plan(JsonNode document) {
        return SpecPlan.of(store.read(), document, key);
    }

    private List<String> apply(JsonNode document, Consumer<Object> after) {
        SpecPlan plan = saved(plan(document));
        if (!plan.lines().isEmpty()) {
            Configuration saved = store.read();
            note(plan.lines(), plan.stored(), saved);
            after.accept(new ConfigurationChanged());
            List<Long> added = new ArrayList<>(pipelines(saved));
            added.removeAll(pipelines(plan.stored()));
            if (!added.isEmpty()) {
                after.accept(new PipelinesAdded(added));
            }
        }
        return plan.lines();
    }

    /** A dry run writes, too, as only the database knows which names are one to it. */
    private SpecPlan saved(SpecPlan plan) {
        try {
            store.save(plan.changed());
            return plan;
        } catch (AlikeNameException e) {
            throw new SpecInvalidException(List.of(new SpecError("", Text.of("wrong.alike", e.name()))));
        }
    }

    private static List<Long> pipelines(Configuration configured) {
        return configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream())
                .map(Pipeline::id)
                .toList();
    }

    /** Records changes with their details in the audit log, those of a channel under it. */
    private void note(List<String> changes, Configuration before, Configuration after) {
        JsonNode old = new SpecExport(before).toSpec();
        JsonNode present = new SpecExport(after).toSpec();
        for (String change : changes) {
            String[] words = change.split(" ", 3);
            Kind kind = Kind.of(words[1] + "s").orElseThrow();
            String difference = words[0].equals("create") ? "" : SpecPlan.difference(old, present, change);
            Text act =
                    Text.of(words[0].equals("create") ? "act.create" : "act.change", new Named(kind, words[2]).text());
            if (kind == Kind.CHANNELS) {
                audit.did(after.channel(words[2]).orElseThrow().id(), act, difference);
            } else {
                audit.did(act, difference);
            }
        }
    }
}
