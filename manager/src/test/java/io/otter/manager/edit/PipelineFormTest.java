package io.otter.manager.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Channels and pipelines by form. */
@ExtendWith(SharedServers.class)
class PipelineFormTest {
    private static DatabaseServer server;
    private static TestManager manager;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
        HttpResponse<String> answer = api().put("spec", """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
                canals: [{name: src-log, source: src}, {name: dst-log, source: dst}]
                """, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @Test
    void aChannelIsMadeAndASecondPipelineAddedAndAThirdRefused() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        String page = admin.get("config/pipelines/new").body();
        assertThat(page).contains("value=\"6000\"", "value=\"1048576\"", "Refused rows", "RENAME");

        HttpResponse<String> answer = save(admin, "", "", 0, "there", "src-log", "s,t,src,dst\ns,u,src");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("line 2", "values found: 3", "s,t,src,dst\ns,u,src", "value=\"two ways\"");
        answer = save(admin, "", "", 0, "there", "no-log", "s,t,src,nowhere");
        assertThat(answer.body()).contains("f-pipelines-0-canal-wrong", "line 1", "no source named");
        assertThat(spec()).doesNotContain("two ways");

        answer = save(admin, "", "", 0, "there", "src-log", "s,t,src,dst\ns,u,src,dst,9");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        assertThat(spec())
                .contains("\"name\":\"two ways\"", "\"onError\":\"DEAD_LETTER\"", "\"ddl\":{\"DROP\":\"ASK\"}")
                .contains("\"weight\":9");
        assertThat(save(admin, "", "", 0, "there", "src-log", "s,t,src,dst").body())
                .contains("f-name-wrong", "already exists");

        page = admin.get("config/pipelines/new?channel=two+ways").body();
        answer = save(admin, "two ways", version(page), 1, "back", "dst-log", "s,t,dst,src");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        assertThat(spec()).contains("\"name\":\"there\"", "\"name\":\"back\"");
        assertThat(admin.get("config/channels").body()).contains("2 pairs", "one pair");
        page = admin.get("config/channels/edit?name=two+ways").body();
        assertThat(page).contains("A channel has at most two pipelines", "DEAD_LETTER");

        page = admin.get("config/pipelines/new?channel=two+ways").body();
        answer = save(admin, "two ways", version(page), 2, "third", "src-log", "s,t,src,dst");
        assertThat(answer.body()).contains("a channel has at most 2 pipelines", "value=\"third\"");
        assertThat(spec()).doesNotContain("third");
    }

    private static HttpResponse<String> save(
            Visitor visitor, String channel, String version, int index, String name, String canal, String lines)
            throws Exception {
        String at = "/pipelines/" + index;
        List<String> fields = new ArrayList<>(List.of("channel", channel, "version", version, "lines", lines));
        if (channel.isEmpty()) {
            fields.addAll(List.of("/name", "two ways", "/syncMode", "ROW", "/consistency", "BASE"));
        }
        fields.addAll(List.of(at + "/name", name, at + "/canal", canal, at + "/select", "n1", at + "/load", "n1"));
        fields.addAll(List.of(at + "/parameters/onError", "DEAD_LETTER", at + "/parameters/ddl/DROP", "ASK"));
        fields.addAll(List.of(at + "/parameters/ddlSync", "true"));
        return visitor.submit("config/pipelines/new", "config/pipelines/new", fields.toArray(String[]::new));
    }

    private static String version(String page) {
        Matcher found = Pattern.compile("name=\"version\" value=\"([^\"]*)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static ApiCaller api() {
        return new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
    }

    private static String spec() throws Exception {
        return api().get("spec", "application/json").body();
    }
}
