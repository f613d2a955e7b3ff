package io.otter.manager.spec;

import io.otter.manager.sync.Pipeline;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The kinds of things in a document. */
public enum Kind {
    ZOOKEEPERS,
    NODES,
    GROUPS,
    SOURCES,
    CANALS,
    CHANNELS;

    /** The key in documents and URLs. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The English singular. */
    String word() {
        return key().substring(0, key().length() - 1);
    }

    /** The kind of this key. */
    public static Optional<Kind> of(String key) {
        return Stream.of(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }

    /** The thing of this name in a document. */
    Optional<ObjectNode> find(JsonNode document, String name) {
        for (JsonNode one : document.path(key())) {
            if (one instanceof ObjectNode object
                    && one.path("name").asString("").equalsIgnoreCase(name)) {
                return Optional.of(object);
            }
        }
        return Optional.empty();
    }

    /** Everything that needs a thing, which therefore cannot be deleted. */
    List<Named> users(Configuration configured, String name) {
        return switch (this) {
            case ZOOKEEPERS ->
                configured.nodes().stream()
                        .filter(node -> name.equalsIgnoreCase(node.zookeeper()))
                        .map(node -> new Named(NODES, node.name()))
                        .toList();
            case NODES ->
                configured
                        .node(name)
                        .map(node -> channels(
                                configured,
                                pipeline -> pipeline.select().contains(node.nid())
                                        || pipeline.load().contains(node.nid())))
                        .orElse(List.of());
            case GROUPS ->
                Stream.concat(
                                configured.sources().stream()
                                        .filter(source -> name.equalsIgnoreCase(source.group()))
                                        .map(source -> new Named(SOURCES, source.name())),
                                configured.canals().stream()
                                        .filter(canal -> name.equalsIgnoreCase(canal.group()))
                                        .map(canal -> new Named(CANALS, canal.name())))
                        .toList();
            case SOURCES ->
                Stream.concat(
                                configured.canals().stream()
                                        .filter(canal -> name.equalsIgnoreCase(canal.source()))
                                        .map(canal -> new Named(CANALS, canal.name())),
                                channels(
                                        configured,
                                        pipeline -> pipeline.pairs().stream()
                                                .anyMatch(pair -> pair.from()
                                                                .source()
                                                                .equalsIgnoreCase(name)
                                                        || pair.to().source().equalsIgnoreCase(name)))
                                        .stream())
                        .toList();
            case CANALS -> channels(configured, pipeline -> pipeline.canal().equalsIgnoreCase(name));
            case CHANNELS -> List.of();
        };
    }

    private static List<Named> channels(Configuration configured, Predicate<Pipeline> uses) {
        return configured.channels().stream()
                .filter(channel -> channel.pipelines().stream().anyMatch(uses))
                .map(channel -> new Named(CHANNELS, channel.name()))
                .toList();
    }
}
