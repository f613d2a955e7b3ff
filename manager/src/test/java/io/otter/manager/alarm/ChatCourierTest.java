package io.otter.manager.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.otter.common.json.Json;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.parameter.Chat;
import io.otter.manager.parameter.SystemParameters;
import io.otter.manager.parameter.SystemParameters.Mail;
import io.otter.manager.parameter.SystemParameters.Security;
import io.otter.manager.parameter.SystemParameters.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Robots of group chats as their makers describe them, played by a local server. */
class ChatCourierTest {
    private static final SecretKey KEY = new SecretKey("a key of the tests of chats");
    private static final Instant NOW = Instant.ofEpochMilli(1_795_000_000_123L);

    private final ChatCourier courier = new ChatCourier(KEY, new AlarmPost(), Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<String> queries = Collections.synchronizedList(new ArrayList<>());
    private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
    private volatile String answer = "{\"errcode\":0,\"errmsg\":\"ok\"}";
    private volatile int status = 200;
    private HttpServer robot;

    @BeforeEach
    void start() throws IOException {
        robot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        robot.createContext("/", this::take);
        robot.start();
    }

    @AfterEach
    void stop() {
        robot.stop(0);
    }

    @Test
    void dingtalkGetsTextAndASignatureInTheQuery() throws Exception {
        tell(chat(Chat.Kind.DINGTALK, "/robot/send?access_token=t", "SECx+/="));
        assertThat(bodies.get(0).at("/msgtype").asString()).isEqualTo("text");
        assertThat(bodies.get(0).at("/text/content").asString()).contains("订单 / 管道", "DELAYTIME", "600 s late");
        String[] query = queries.get(0).split("&");
        assertThat(query[0]).isEqualTo("access_token=t");
        assertThat(query[1]).isEqualTo("timestamp=" + NOW.toEpochMilli());
        assertThat(URLDecoder.decode(query[2].substring("sign=".length()), StandardCharsets.UTF_8))
                .isEqualTo(hmac("SECx+/=", NOW.toEpochMilli() + "\nSECx+/="));
        tell(chat(Chat.Kind.DINGTALK, "/robot/send?access_token=t", ""));
        assertThat(queries.get(1)).isEqualTo("access_token=t");
    }

    @Test
    void feishuGetsTextAndASignatureInTheBody() throws Exception {
        answer = "{\"code\":0,\"msg\":\"success\",\"data\":{}}";
        tell(chat(Chat.Kind.FEISHU, "/open-apis/bot/v2/hook/x", "secret"));
        JsonNode body = bodies.get(0);
        assertThat(body.path("msg_type").asString()).isEqualTo("text");
        assertThat(body.at("/content/text").asString()).contains("订单");
        assertThat(body.path("timestamp").asString()).isEqualTo("1795000000");
        assertThat(body.path("sign").asString()).isEqualTo(hmac("1795000000\nsecret", ""));
        answer = "{\"StatusCode\":0,\"StatusMessage\":\"success\"}";
        tell(chat(Chat.Kind.FEISHU, "/open-apis/bot/hook/x", ""));
        assertThat(bodies.get(1).has("sign")).isFalse();
    }

    @Test
    void wecomGetsNoMoreThanItTakesAndNoHalfACharacter() {
        Notice notice = notice("订".repeat(1_000) + "\uD83E\uDDA6".repeat(100));
        courier.tell(List.of(notice, notice), parameters(chat(Chat.Kind.WECOM, "/cgi-bin/webhook/send?key=k", "")));
        String content = bodies.get(0).at("/text/content").asString();
        assertThat(content.getBytes(StandardCharsets.UTF_8).length).isBetween(2_040, 2_048);
        assertThat(content).endsWith("订\n…");
    }

    @Test
    void slackGetsTextInWhichNothingIsALinkOrAMention() {
        answer = "ok";
        courier.tell(List.of(notice("<!channel> a & b")), parameters(chat(Chat.Kind.SLACK, "/services/T/B/x", "")));
        assertThat(bodies.get(0).path("text").asString()).contains("&lt;!channel&gt; a &amp; b");
    }

    @Test
    void whatARobotRefusesIsNotDelivered() {
        answer = "{\"errcode\":310000,\"errmsg\":\"sign not match\"}";
        SystemParameters dingtalk = parameters(chat(Chat.Kind.DINGTALK, "/robot/send?access_token=hidden", "x"));
        assertThatThrownBy(() -> courier.tell(List.of(notice("late")), dingtalk))
                .hasMessageContaining("310000 sign not match")
                .hasMessageNotContaining("hidden");
        answer = "<html>";
        assertThatThrownBy(() -> courier.tell(List.of(notice("late")), dingtalk))
                .hasMessageContaining("robot");
        status = 404;
        assertThatThrownBy(() -> courier.tell(
                        List.of(notice("late")), parameters(chat(Chat.Kind.SLACK, "/services/hidden", ""))))
                .hasMessageContaining("404")
                .hasMessageNotContaining("hidden");
        Chat metadata = new Chat(
                Chat.Kind.SLACK,
                "http://169.254.169.254",
                KEY.encrypt("http://169.254.169.254/latest", PasswordPlace.webhook("http://169.254.169.254")),
                Secret.NONE);
        assertThatThrownBy(() -> courier.tell(List.of(notice("late")), parameters(metadata)))
                .hasMessageContaining("link-local");
    }

    @Test
    void oneRobotThatIsGoneDoesNotKeepTheOthersFromBeingTold() {
        answer = "ok";
        Chat gone = new Chat(
                Chat.Kind.SLACK,
                "http://127.0.0.1:1",
                KEY.encrypt("http://127.0.0.1:1/x", PasswordPlace.webhook("http://127.0.0.1:1")),
                Secret.NONE);
        assertThatCode(() -> courier.tell(
                        List.of(notice("late")), parameters(gone, chat(Chat.Kind.SLACK, "/services/T/B/x", ""))))
                .doesNotThrowAnyException();
        assertThat(bodies).hasSize(1);
        assertThatThrownBy(() -> courier.tell(List.of(notice("late")), parameters(gone)))
                .hasMessageContaining("http://127.0.0.1:1");
    }

    private void tell(Chat chat) {
        courier.tell(List.of(notice("600 s late")), parameters(chat));
    }

    private Chat chat(Chat.Kind kind, String path, String secret) {
        String place = "http://127.0.0.1:" + robot.getAddress().getPort();
        return new Chat(
                kind,
                place,
                KEY.encrypt(place + path, PasswordPlace.webhook(place)),
                secret.isEmpty() ? Secret.NONE : KEY.encrypt(secret, PasswordPlace.webhook(place)));
    }

    private static Notice notice(String message) {
        return new Notice(1, Notice.State.RAISED, AlarmKind.DELAYTIME, "订单", "管道", NOW, message, "", "");
    }

    private static SystemParameters parameters(Chat... chats) {
        return new SystemParameters(
                "",
                Map.of(),
                new Mail("", 0, Security.NONE, "", Secret.NONE, ""),
                new Webhook("", Secret.NONE),
                List.of(chats),
                1_800,
                30);
    }

    private static String hmac(String key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void take(HttpExchange exchange) throws IOException {
        queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
        bodies.add(Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes()));
        byte[] said = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, said.length);
        exchange.getResponseBody().write(said);
        exchange.close();
    }
}
