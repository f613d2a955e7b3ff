package io.otter.manager.channel;

import io.otter.common.json.Json;
import io.otter.database.precheck.Finding;
import io.otter.database.precheck.Found;
import io.otter.database.precheck.Severity;
import io.otter.manager.session.SessionValue;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** How the checks of a channel stand in a session, for the page that shows them. */
@Configuration(proxyBeanMethods = false)
final class KeptChecks {
    /** @param found a finding and its values, which may be such lists themselves */
    private record KeptCheck(
            String pipeline, String name, Severity severity, boolean passed, JsonNode found, String fixSql) {}

    @Bean
    SessionValue<ChannelCheck> keptCheck() {
        return new SessionValue<>("check", ChannelCheck.class, KeptChecks::write, KeptChecks::read);
    }

    private static JsonNode write(ChannelCheck check) {
        return Json.MAPPER.valueToTree(new KeptCheck(
                check.pipeline(),
                check.name(),
                check.severity(),
                check.passed(),
                Json.MAPPER.valueToTree(parts(check.found())),
                check.fixSql()));
    }

    private static ChannelCheck read(JsonNode json) {
        KeptCheck kept = Json.MAPPER.treeToValue(json, KeptCheck.class);
        return new ChannelCheck(
                kept.pipeline(), kept.name(), kept.severity(), kept.passed(), found(kept.found()), kept.fixSql());
    }

    private static List<Object> parts(Found found) {
        return Stream.concat(
                        Stream.of(found.finding().name()),
                        found.values().stream().map(value -> value instanceof Found inner ? parts(inner) : value))
                .toList();
    }

    private static Found found(JsonNode parts) {
        return new Found(
                Finding.valueOf(parts.path(0).asString()),
                parts.valueStream()
                        .skip(1)
                        .<Object>map(part -> part.isArray() ? found(part) : part.asString(""))
                        .toList());
    }
}
