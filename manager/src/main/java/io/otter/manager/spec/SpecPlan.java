package io.otter.manager.spec;

import io.otter.common.json.Json;
import io.otter.common.secret.SecretKey;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What a document comes to.
 *
 * @param stored the configuration before
 * @param wanted all that the document names
 * @param changed only what changes of it
 * @param lines one per change, like {@code create channel shop}
 */
record SpecPlan(Configuration stored, Configuration wanted, Configuration changed, List<String> lines) {
    SpecPlan {
        lines = List.copyOf(lines);
    }

    /** @throws SpecInvalidException with all errors */
    static SpecPlan of(Configuration stored, JsonNode document, SecretKey key) {
        Configuration wanted = new SpecReader(stored, key).read(document);
        List<String> changes = new ArrayList<>();
        Configuration changed = new Configuration(
                changed("zookeeper", wanted.zookeepers(), stored.zookeepers(), one -> one.name(), changes),
                changed("node", wanted.nodes(), stored.nodes(), one -> one.name(), changes),
                changed("group", wanted.groups(), stored.groups(), one -> one.name(), changes),
                changed("source", wanted.sources(), stored.sources(), one -> one.name(), changes),
                List.of(),
                changed("canal", wanted.canals(), stored.canals(), one -> one.name(), changes),
                changed("channel", wanted.channels(), stored.channels(), one -> one.name(), changes));
        requireDecided(stored.with(wanted), changed.channels());
        return new SpecPlan(stored, wanted, changed, changes);
    }

    /** By change, in order, lines {@code - key: value} and {@code + key: value}; none for a changed password. */
    Map<String, List<String>> differences() {
        JsonNode before = new SpecExport(stored).toSpec();
        JsonNode after = new SpecExport(stored.with(wanted)).toSpec();
        Map<String, List<String>> differences = new LinkedHashMap<>();
        for (String change : lines) {
            differences.put(change, difference(before, after, change).lines().toList());
        }
        return differences;
    }

    /** @param change like {@code change channel shop} */
    static String difference(JsonNode before, JsonNode after, String change) {
        String[] words = change.split(" ", 3);
        Kind kind = Kind.of(words[1] + "s").orElseThrow();
        JsonNode was = kind.find(before, words[2]).orElseGet(Json.MAPPER::createObjectNode);
        return kind.find(after, words[2]).map(is -> Difference.between(was, is)).orElse("");
    }

    /** Circles among unchanged channels are refused only when one is started. */
    private static void requireDecided(Configuration configured, List<Channel> changed) {
        List<SpecError> errors = changed.stream()
                .flatMap(channel -> SyncCircle.undecided(configured, channel.name()).stream()
                        .map(circle -> new SpecError(
                                "", Text.of("wrong.circle", channel.name(), circle.table(), circle.pipelines()))))
                .distinct()
                .toList();
        if (!errors.isEmpty()) {
            throw new SpecInvalidException(errors);
        }
    }

    private static <T> List<T> changed(
            String kind, List<T> wanted, List<T> stored, Function<T, String> name, List<String> changes) {
        List<T> changed = new ArrayList<>();
        for (T one : wanted) {
            if (!stored.contains(one)) {
                changed.add(one);
                boolean present =
                        Configuration.find(stored, name, name.apply(one)).isPresent();
                changes.add((present ? "change " : "create ") + kind + " " + name.apply(one));
            }
        }
        return changed;
    }
}
