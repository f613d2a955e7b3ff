package io.otter.manager.wizard;

import io.otter.common.json.Json;
import io.otter.common.model.DataMediaSource;
import io.otter.database.TableName;
import io.otter.manager.session.SessionValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** How a {@link Draft} stands in the session. */
@Configuration(proxyBeanMethods = false)
final class KeptDrafts {
    /** JSON has no keys of two parts. */
    private record KeptDraft(
            DataMediaSource from,
            DataMediaSource to,
            List<TableName> tables,
            String schema,
            List<ChosenColumns> columns) {}

    private record ChosenColumns(TableName table, Map<String, String> columns) {}

    @Bean
    SessionValue<Draft> keptDraft() {
        return new SessionValue<>("draft", Draft.class, KeptDrafts::write, KeptDrafts::read);
    }

    private static JsonNode write(Draft draft) {
        return Json.MAPPER.valueToTree(new KeptDraft(
                draft.from(),
                draft.to(),
                draft.tables(),
                draft.schema(),
                draft.columns().entrySet().stream()
                        .map(chosen -> new ChosenColumns(chosen.getKey(), chosen.getValue()))
                        .toList()));
    }

    private static Draft read(JsonNode json) {
        KeptDraft kept = Json.MAPPER.treeToValue(json, KeptDraft.class);
        return new Draft(
                kept.from(),
                kept.to(),
                kept.tables(),
                kept.schema(),
                kept.columns().stream().collect(Collectors.toMap(ChosenColumns::table, ChosenColumns::columns)));
    }
}
