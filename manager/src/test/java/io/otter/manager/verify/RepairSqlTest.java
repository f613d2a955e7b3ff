package io.otter.manager.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RepairSqlTest {
    @Test
    void saysWhatBecomesOfARow() {
        assertThat(RepairSql.of(row("{\"id\": 1, \"it`s\": \"O'Hara \\\\\", \"b\": {\"hex\": \"00ff\"}}", null)))
                .isEqualTo("INSERT INTO `crm`.`a.b` (`id`, `it``s`, `b`) VALUES (1, 'O''Hara \\\\', 0x00ff);");
        assertThat(RepairSql.of(row("{\"id\": 1, \"n\": null}", "{\"id\": 1, \"n\": \"x\"}")))
                .isEqualTo("INSERT INTO `crm`.`a.b` (`id`, `n`) VALUES (1, NULL) ON DUPLICATE KEY UPDATE `n` ="
                        + " VALUES(`n`);");
        assertThat(RepairSql.of(row(null, "{\"id\": 1, \"n\": null}")))
                .isEqualTo("DELETE FROM `crm`.`a.b` WHERE `id` <=> 1 AND `n` <=> NULL LIMIT 1;");
    }

    private static VerifyReport.Row row(@Nullable String source, @Nullable String target) {
        return new VerifyReport.Row(
                "shop.user", "shop.user", "crm.a.b", "DIFFERENT", "id = 1", tree(source), tree(target));
    }

    private static @Nullable JsonNode tree(@Nullable String json) {
        return json == null ? null : Json.MAPPER.readTree(json);
    }
}
