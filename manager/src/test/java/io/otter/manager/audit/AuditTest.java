package io.otter.manager.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@ExtendWith(SharedServers.class)
class AuditTest {
    @Test
    void actionsAreShownInTheReadersLanguageAndThoseOfOlderManagersUnchanged(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            JdbcTemplate jdbc = manager.context().getBean(JdbcTemplate.class);
            jdbc.update("INSERT INTO AUDIT (USERNAME, ADDRESS, ACTION) VALUES"
                    + " ('old', '10.0.0.1', 'change source it''s {0}\n- port: 1\n+ port: 2')");
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            admin.submit("users", "users/add", "name", "王{1}'s", "password", "a long password", "role", "VIEWER");

            assertThat(jdbc.queryForList("SELECT ACTION FROM AUDIT ORDER BY ID", String.class))
                    .last()
                    .isEqualTo("create user 王{1}'s as VIEWER");
            assertThat(admin.get("audit").body())
                    .contains(
                            "create user 王{1}&#39;s as VIEWER", "change source it&#39;s {0}<", "- port: 1\n+ port: 2<");
            assertThat(admin.get("audit?lang=zh").body())
                    .contains("创建用户 王{1}&#39;s，角色 VIEWER", "change source it&#39;s {0}<", "- port: 1\n+ port: 2<")
                    .doesNotContain("create user");
            assertThat(manager.context()
                            .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                            .getHandlerMethods()
                            .keySet())
                    .flatMap(RequestMappingInfo::getPatternValues)
                    .containsAll(AuditedRequests.NOTED_READS);
            assertThat(admin.call("GET", "api/v1/%73pec", "admin", TestManager.PASSWORD)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(admin.call("GET", "api/v1/b%61ckup", "admin", TestManager.PASSWORD)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(admin.get("audit?lang=en").body()).contains("GET /api/v1/%73pec", "make a backup");

            assertThat(admin.get("audit?find=port%3A+2").body())
                    .contains("it&#39;s {0}<")
                    .doesNotContain("王");

            jdbc.update("INSERT INTO CHANNEL (NAME, PARAMETERS, GMT_CREATE, GMT_MODIFIED)"
                    + " VALUES ('shop', '{}', NOW(), NOW())");
            jdbc.update(
                    "INSERT INTO AUDIT (CHANNEL_ID, USERNAME, ADDRESS, ACTION) SELECT ID, 'oscar', '10.0.0.1', ? FROM CHANNEL",
                    "retry refused row: INSERT crm.customer (mail = eve@x)\nLOAD_DATA: Duplicate entry 'eve@x'");
            for (String who : new String[] {"admin", "王{1}'s"}) {
                String password = who.equals("admin") ? TestManager.PASSWORD : "a long password";
                HttpResponse<String> seen =
                        new ApiCaller(manager.address(), who, password).get("channels/shop/audit", "application/json");
                assertThat(seen.body()).as(who).contains("retry refused row: INSERT crm.customer");
                assertThat(seen.body().contains("eve@x")).as(who).isEqualTo(who.equals("admin"));
            }
        }
    }
}
