package io.otter.manager.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.secret.Secret;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Entering system parameters. */
@ExtendWith(SharedServers.class)
class ParametersTest {
    private static final String SECRET = "a secret of sixteen and more";

    @Test
    void errorsAreShownBesideTheirFieldsAndSecretsNever(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            manager.execute("INSERT INTO SYSTEM_PARAMETER (ID, VALUE, GMT_CREATE, GMT_MODIFIED) VALUES (1,"
                    + " '{\"systemSchema\":\"retl\",\"alarmReceiver\":{\"old\":\"a@example.com,b@example.com\"}}',"
                    + " NOW(), NOW())");
            ParameterStore store = manager.context().getBean(ParameterStore.class);
            assertThat(store.read().receivers()).isEqualTo(Map.of("old", List.of("a@example.com", "b@example.com")));
            assertThat(store.read().retentionDays()).isEqualTo(30);

            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            String version = store.stored().version();
            HttpResponse<String> refused = admin.submit(
                    "parameters",
                    "parameters",
                    typed(version, "retentionDays", "0", "webhookUrl", "ftp://x", "receivers", "ops"));
            assertThat(refused.body())
                    .contains("must be a number from 1 to 3650", "like https://host/path", "like key = a@example.com")
                    .contains("at least 16 characters")
                    .contains("ftp://x");
            admin.get("parameters?lang=zh");
            assertThat(admin.submit(
                                    "parameters",
                                    "parameters",
                                    typed(version, "retentionDays", "0", "receivers", "ops"))
                            .body())
                    .contains("必须是 1 到 3650 的数字", "“ops”的格式必须如 key = a@example.com");
            admin.get("parameters?lang=en");
            assertThat(store.stored().version()).isEqualTo(version);

            HttpResponse<String> saved = admin.submit(
                    "parameters",
                    "parameters",
                    typed(version, "retentionDays", "7", "webhookUrl", "https://h/hook", "webhookSecret", SECRET));
            assertThat(saved.statusCode()).as(saved.body()).isEqualTo(302);
            assertThat(store.read().retentionDays()).isEqualTo(7);
            assertThat(admin.get("parameters").body())
                    .contains("https://h/hook")
                    .doesNotContain(SECRET);
            assertThat(admin.get("audit").body())
                    .contains("change system parameters", "webhookSecret")
                    .doesNotContain(SECRET);
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            assertThat(api.get("system-parameters").toString()).doesNotContain(SECRET);
            assertThat(manager.context()
                            .getBean(ParameterStore.ParameterMapper.class)
                            .value())
                    .contains("systemSchema")
                    .doesNotContain(SECRET);

            HttpResponse<String> late = admin.submit("parameters", "parameters", typed(version, "retentionDays", "9"));
            assertThat(late.statusCode()).isEqualTo(200);
            assertThat(late.body()).contains("Somebody else changed this", "<code>7</code>", "value=\"9\"");
            assertThat(store.read().retentionDays()).isEqualTo(7);

            assertThat(api.put("system-parameters", "{\"retentionDays\": \"8\"}", "application/json")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(store.read().retentionDays()).isEqualTo(8);
            assertThat(store.read().webhook().url()).isEqualTo("https://h/hook");
            assertThat(api.put("system-parameters", "{\"intervalSeconds\": \"1\"}", "application/json")
                            .body())
                    .contains("SPEC_INVALID", "\"intervalSeconds: must be a number from 60 to 604800.\"");

            String robot = "DINGTALK = https://robots.example/send?access_token=t0ken SECret";
            assertThat(api.put("system-parameters", "{\"chats\": \"" + robot + "\"}", "application/json")
                            .statusCode())
                    .isEqualTo(200);
            String shown = api.get("system-parameters").path("chats").asString("");
            assertThat(shown).isEqualTo("DINGTALK = https://robots.example/*** ***");
            Secret address = store.read().chats().get(0).address();
            assertThat(api.put(
                                    "system-parameters",
                                    "{\"chats\": \"" + shown + "\\nslack = https://hooks.example/x\"}",
                                    "application/json")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(store.read().chats())
                    .hasSize(2)
                    .first()
                    .extracting(Chat::address)
                    .isEqualTo(address);
            assertThat(api.put(
                                    "system-parameters",
                                    "{\"chats\": \"SLACK = https://h/t0ken secret\"}",
                                    "application/json")
                            .body())
                    .contains("SPEC_INVALID", "cannot be read: SLACK")
                    .doesNotContain("t0ken");
            assertThat(manager.context()
                            .getBean(ParameterStore.ParameterMapper.class)
                            .value())
                    .doesNotContain("t0ken", "SECret");
            assertThat(admin.get("parameters").body()).contains("DINGTALK = https://robots.example/***");
        }
    }

    private static String[] typed(String version, String... fields) {
        return Stream.concat(Stream.of("version", version), Stream.of(fields)).toArray(String[]::new);
    }
}
