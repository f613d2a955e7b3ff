package io.otter.manager.spec;

import io.otter.common.json.Json;
import io.otter.common.secret.SecretKey;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** Applies and exports documents. Thread-safe; documents are applied one after the other. */
@Service
public final class SpecService {
    private static final Logger log = LoggerFactory.getLogger(SpecService.class);

    private final ConfiguredStore store;
    private final SecretKey key;
    private final Access access;
    private final ApplicationEventPublisher events;

    SpecService(ConfiguredStore store, SecretKey key, Access access, ApplicationEventPublisher events) {
        this.store = store;
        this.key = key;
        this.access = access;
        this.events = events;
    }

    /** Everything as one document, with {@code ***} for passwords. */
    public String export(boolean yaml) {
        return SpecText.write(new SpecExport(store.read()).document(), yaml);
    }

    /**
     * Makes the configuration what the document says; what it does not name stays. Applying it again changes nothing.
     *
     * @param dryRun only say what would change
     * @return a line for each change, like {@code create channel shop}
     * @throws SpecInvalidException with everything that is wrong; nothing was changed then
     * @throws io.otter.common.error.OtterException if the user may not
     */
    public List<String> apply(String document, boolean yaml, boolean dryRun) {
        access.require(Role.OPERATOR);
        return apply(SpecText.parse(document, yaml), dryRun);
    }

    /** Likewise, from the maps and lists that a document is made of. */
    public List<String> apply(Map<String, ?> document) {
        return apply(Json.MAPPER.<JsonNode>valueToTree(document), false);
    }

    /**
     * What would be configured after the document was applied; what is new has the id 0.
     *
     * @throws SpecInvalidException with everything that is wrong
     */
    public Configured preview(Map<String, ?> document) {
        access.require(Role.OPERATOR);
        Configured stored = store.read();
        return stored.with(new SpecReader(stored, key).read(Json.MAPPER.<JsonNode>valueToTree(document)));
    }

    /** The document as a person reads it. */
    public String yaml(Map<String, ?> document) {
        return SpecText.write(Json.MAPPER.<JsonNode>valueToTree(document), true);
    }

    private synchronized List<String> apply(JsonNode document, boolean dryRun) {
        String who = access.require(Role.OPERATOR).name();
        Configured stored = store.read();
        Configured wanted = new SpecReader(stored, key).read(document);
        List<String> changes = new ArrayList<>();
        Configured changed = new Configured(
                changed("zookeeper", wanted.zookeepers(), stored.zookeepers(), one -> one.name(), changes),
                changed("node", wanted.nodes(), stored.nodes(), one -> one.name(), changes),
                changed("source", wanted.sources(), stored.sources(), one -> one.name(), changes),
                List.of(),
                changed("canal", wanted.canals(), stored.canals(), one -> one.name(), changes),
                changed("channel", wanted.channels(), stored.channels(), one -> one.name(), changes));
        if (!dryRun && !changes.isEmpty()) {
            store.save(changed);
            changes.forEach(change -> log.info("{} did: {}", who, change));
            events.publishEvent(new ConfigurationChanged());
        }
        return changes;
    }

    private static <T> List<T> changed(
            String kind, List<T> wanted, List<T> stored, Function<T, String> name, List<String> changes) {
        List<T> changed = new ArrayList<>();
        for (T one : wanted) {
            if (!stored.contains(one)) {
                changed.add(one);
                boolean present = Configured.find(stored, name, name.apply(one)).isPresent();
                changes.add((present ? "change " : "create ") + kind + " " + name.apply(one));
            }
        }
        return changed;
    }
}
