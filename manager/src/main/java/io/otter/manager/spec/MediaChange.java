package io.otter.manager.spec;

import io.otter.common.json.Json;
import io.otter.common.secret.SecretKey;
import io.otter.manager.datasource.Media;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A stored table under other names, for all pairs that use it.
 *
 * @param wanted with the id of the stored one
 */
record MediaChange(Configuration stored, Media wanted) {
    /** The channels with a pair that uses it, after the change. */
    List<Channel> channels() {
        return stored.channels().stream()
                .filter(channel -> channel.pipelines().stream()
                        .flatMap(pipeline -> pipeline.pairs().stream())
                        .anyMatch(pair -> pair.uses(wanted.id())))
                .map(this::changed)
                .toList();
    }

    /** Errors in the names themselves; if there are none, the errors that its pairs would have, with an empty path. */
    List<SpecError> errors(SecretKey key) {
        List<SpecError> errors = new ArrayList<>();
        JsonNode names = Json.MAPPER
                .createObjectNode()
                .put("source", wanted.source())
                .put("schema", wanted.schema())
                .put("table", wanted.table());
        Media read = new ChannelReader(stored).media(new SpecFields("", names, errors));
        if (stored.medias().stream().anyMatch(media -> media.id() != wanted.id() && isSameIgnoringCase(media, read))) {
            errors.add(new SpecError("table", Text.of("wrong.table")));
        }
        if (errors.isEmpty()) {
            channels().forEach(channel -> errors.addAll(errors(channel, key)));
        }
        return errors;
    }

    private List<SpecError> errors(Channel channel, SecretKey key) {
        try {
            new SpecReader(stored, key).read(document(channel));
            return List.of();
        } catch (SpecInvalidException e) {
            return e.errors().stream()
                    .map(error -> new SpecError(
                            "",
                            Text.of(
                                    "wrong.channel",
                                    channel.name(),
                                    error.text().at(error.path().replaceFirst("^channels\\[0]\\.?", "")))))
                    .toList();
        }
    }

    private JsonNode document(Channel channel) {
        Configuration alone = new Configuration(
                List.of(), stored.nodes(), List.of(), List.of(), List.of(), List.of(), List.of(channel));
        return Json.MAPPER
                .createObjectNode()
                .set("channels", new SpecExport(alone).toSpec().path("channels"));
    }

    private Channel changed(Channel channel) {
        return new Channel(
                channel.id(),
                channel.name(),
                channel.syncMode(),
                channel.consistency(),
                channel.initialCopy(),
                channel.pauseTogether(),
                channel.verifyCron(),
                channel.verifySample(),
                channel.pipelines().stream().map(this::changed).toList());
    }

    private Pipeline changed(Pipeline pipeline) {
        return pipeline.withPairs(pipeline.pairs().stream()
                .map(pair -> pair.uses(wanted.id()) ? pair.with(changed(pair.from()), changed(pair.to())) : pair)
                .toList());
    }

    private Media changed(Media media) {
        return media.id() == wanted.id() ? wanted : media;
    }

    /** Compares like the database's unique key. */
    private static boolean isSameIgnoringCase(Media one, Media other) {
        return one.source().equalsIgnoreCase(other.source())
                && one.schema().equalsIgnoreCase(other.schema())
                && one.table().equalsIgnoreCase(other.table());
    }
}
