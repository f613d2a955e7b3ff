package io.otter.manager.edit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.datasource.Media;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecError;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.spec.SpecService;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Edits the pairs of a pipeline through the document of its channel, so that forms and documents are validated alike. A
 * pair is identified by its tables, see {@link #key}. Thread-safe.
 */
@Component
final class PairEdits {
    private final SpecService specs;

    PairEdits(SpecService specs) {
        this.specs = specs;
    }

    /** Identifies the pair within its pipeline; used in URLs. */
    static String key(JsonNode pair) {
        List<String> names = new ArrayList<>();
        for (String side : List.of("from", "to")) {
            for (String part : List.of("source", "schema", "table")) {
                names.add(pair.path(side).path(part).asString(""));
            }
        }
        return Json.MAPPER.writeValueAsString(names);
    }

    static String key(Media from, Media to) {
        return Json.MAPPER.writeValueAsString(
                List.of(from.source(), from.schema(), from.table(), to.source(), to.schema(), to.table()));
    }

    /**
     * The pairs as in documents.
     *
     * @throws OtterException with NOT_FOUND if there is no such pipeline
     */
    List<ObjectNode> list(String channel, String pipeline) {
        return new Place(channel, pipeline).list();
    }

    /** The pair with this key; empty when it does not exist (any more). */
    Optional<ObjectNode> find(String channel, String pipeline, String key) {
        return list(channel, pipeline).stream()
                .filter(pair -> key(pair).equals(key))
                .findFirst();
    }

    /**
     * Adds a pair, or replaces one.
     *
     * @param key of the pair to replace, empty for a new one
     * @param version of the pair that was displayed, see {@link SpecService#version}
     * @throws EditConflictException if that one was changed meanwhile
     * @throws SpecInvalidException with all errors; paths start with {@code [0]} for the pair
     */
    void save(String channel, String pipeline, String key, String version, ObjectNode wanted) {
        Place place = new Place(channel, pipeline);
        Optional<ObjectNode> present =
                place.list().stream().filter(pair -> key(pair).equals(key)).findFirst();
        if (!SpecService.version(present).equals(version)) {
            throw specs.conflict(
                    Kind.CHANNELS, channel, present.map(PairPages::title).orElse(key));
        }
        if (present.isEmpty()) {
            place.add(List.of(wanted));
        } else {
            int at = place.list().indexOf(present.get());
            place.pairs.set(at, wanted);
            place.save(at);
        }
    }

    /**
     * Adds all of them or none.
     *
     * @throws SpecInvalidException with all errors; paths start with the index among {@code wanted}, like
     *     {@code [3].to}
     */
    void add(String channel, String pipeline, List<ObjectNode> wanted) {
        new Place(channel, pipeline).add(wanted);
    }

    /** The errors that adding them would cause; paths as in {@link #add}. */
    List<SpecError> faults(String channel, String pipeline, List<ObjectNode> wanted) {
        Place place = new Place(channel, pipeline);
        int first = place.pairs.size();
        wanted.forEach(place.pairs::add);
        return place.since(first, specs.faults(Kind.CHANNELS, place.channel));
    }

    /**
     * Deletes a pair.
     *
     * @param seen whether a version of it, see {@link SpecService#version}, is the one that was displayed
     * @throws EditConflictException if it is not
     * @throws OtterException with NOT_FOUND if it does not exist, with IN_USE if it is the pipeline's last one
     */
    void delete(String channel, String pipeline, String key, Predicate<String> seen) {
        Place place = new Place(channel, pipeline);
        List<ObjectNode> pairs = place.list();
        ObjectNode gone = pairs.stream()
                .filter(pair -> key(pair).equals(key))
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.PAIR_UNKNOWN.with(key)));
        if (!seen.test(SpecService.version(Optional.of(gone)))) {
            throw specs.conflict(Kind.CHANNELS, channel, PairPages.title(gone));
        }
        if (pairs.size() == 1) {
            throw new RefusedException(ErrorCode.IN_USE, Refusal.LAST_PAIR.with(pipeline));
        }
        place.pairs.remove(pairs.indexOf(gone));
        place.save(place.pairs.size());
    }

    /** The pairs of a pipeline within the document of its channel, read once. */
    private final class Place {
        private final ObjectNode channel;
        private final String version;
        private final ArrayNode pairs;
        private final String path;

        Place(String channelName, String pipelineName) {
            channel = specs.find(Kind.CHANNELS, channelName)
                    .orElseThrow(
                            () -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(channelName)));
            version = SpecService.version(Optional.of(channel));
            JsonNode pipelines = channel.path("pipelines");
            int index = 0;
            while (index < pipelines.size()
                    && !pipelines.path(index).path("name").asString("").equalsIgnoreCase(pipelineName)) {
                index++;
            }
            if (!(pipelines.path(index) instanceof ObjectNode pipeline)) {
                throw new RefusedException(
                        ErrorCode.NOT_FOUND, Refusal.PIPELINE_UNKNOWN.with(channelName, pipelineName));
            }
            pairs = pipeline.withArray("pairs");
            path = "channels[0].pipelines[" + index + "].pairs";
        }

        List<ObjectNode> list() {
            return pairs.valueStream().map(ObjectNode.class::cast).toList();
        }

        void add(List<ObjectNode> wanted) {
            int first = pairs.size();
            wanted.forEach(pairs::add);
            save(first);
        }

        void save(int first) {
            try {
                specs.save(Kind.CHANNELS, version, channel);
            } catch (SpecInvalidException e) {
                throw new SpecInvalidException(since(first, e.errors()));
            }
        }

        /** The errors, with pair indexes counted from {@code first}; other paths are unchanged. */
        List<SpecError> since(int first, List<SpecError> errors) {
            Pattern pair = Pattern.compile(Pattern.quote(path) + "\\[(\\d+)](.*)");
            return errors.stream()
                    .map(error -> {
                        Matcher found = pair.matcher(error.path());
                        int index = found.matches() ? Integer.parseInt(found.group(1)) - first : -1;
                        return index < 0
                                ? error.withPath(error.path().equals(path) ? "" : error.path())
                                : error.withPath("[" + index + "]" + found.group(2));
                    })
                    .toList();
        }
    }
}
