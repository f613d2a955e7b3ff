package io.otter.manager.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PauseScope;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.Chromium;
import io.otter.manager.Played;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.channel.Restarts;
import io.otter.manager.monitor.Reports;
import io.otter.manager.position.LogRetention;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** From facts to who is told, with a real mail server and a real receiver. */
@Tag("browser")
@ExtendWith(SharedServers.class)
class AlarmsTest {
    private static final String SECRET = "what only the receiver knows";

    private final List<JsonNode> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> unsigned = Collections.synchronizedList(new ArrayList<>());
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private HttpServer receiver;
    private volatile int status = 204;

    @BeforeEach
    void start() throws Exception {
        mail.setUser("otter", "mail-password");
        mail.start();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String signature = exchange.getRequestHeaders().getFirst("X-Otter-Signature");
            if (!("sha256=" + WebhookCourier.signature(body, SECRET)).equals(signature)) {
                unsigned.add(String.valueOf(signature));
            }
            if (status == 204) {
                received.add(Json.MAPPER.readTree(body));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
        mail.stop();
    }

    @Test
    @ExtendWith(SharedChromium.class)
    void anAlarmIsRaisedRepeatedAcknowledgedAndRecovers(ServerPool servers, Chromium chromium) throws Exception {
        try (Played played = new Played(servers)) {
            ApplicationContext beans = played.manager().context();
            beans.getBean(AlarmGuard.class).stop(); // the test triggers the checks itself
            configure(played);
            Time time = new Time();
            AlarmWatch watch = watch(beans, time);
            Visitor admin = Visitor.loggedIn(played.manager().address(), "admin", TestManager.PASSWORD);

            played.hear(90_000);
            watch.look();
            assertThat(received).as("a manager that has just come up").isEmpty();
            time.pass(20);
            watch.look();
            assertThat(states()).containsExactly("RAISED");
            JsonNode alarm = received.get(0).at("/alarms/0");
            assertThat(alarm.path("message").asString()).contains("90 s late (threshold: 60 s)");
            assertThat(alarm.path("channel").asString()).isEqualTo("shop");
            MimeMessage message = mail.getReceivedMessages()[0];
            assertThat(message.getSubject()).isEqualTo("[otter] RAISED DELAYTIME: shop / one-way");
            assertThat(message.getContent().toString()).contains("90 s late", "call 订单 🦦");
            assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("night@example.com");
            assertThat(admin.get("overview").body()).contains("90 s late (threshold: 60 s)", "Acknowledge");
            assertThat(admin.get("logs").body()).contains("DELAYTIME raised", "90 s late (threshold: 60 s)");
            for (String page : List.of("overview", "alarms")) {
                assertThat(admin.get(page + "?lang=zh").body())
                        .as(page)
                        .contains("数据晚到 90 秒（阈值 60 秒）。")
                        .doesNotContain("late (threshold");
            }
            admin.get("alarms?lang=en");
            assertThat(played.api().get("alarms").at("/0/message").asString()).contains("90 s late (threshold: 60 s)");

            time.pass(60);
            watch.look();
            assertThat(states()).as("within the interval").hasSize(1);
            time.pass(240);
            watch.look();
            assertThat(states()).containsExactly("RAISED", "REPEATED");
            look(played, chromium);

            String id = played.api().get("alarms").at("/0/id").asString();
            assertThat(played.api().post("alarms/" + id + "/acknowledge").body())
                    .contains("\"acknowledgedBy\":\"admin\"");
            time.pass(600);
            watch.look();
            assertThat(states()).as("acknowledged").hasSize(2);

            played.hear(0);
            watch.look();
            assertThat(states()).containsExactly("RAISED", "REPEATED", "RECOVERED");
            assertThat(played.api().get("alarms")).isEmpty();
            assertThat(admin.get("alarms").body()).contains("Recently recovered");
            watch.look();
            assertThat(states()).hasSize(3);

            played.hear(90_000);
            watch.look();
            assertThat(states()).as("raised anew").hasSize(4).endsWith("RAISED");
            played.hear(0);
            watch.look();
            played.hear(90_000);
            time.pass(10);
            watch.look();
            assertThat(states()).as("told a moment ago").hasSize(5).endsWith("RECOVERED");
            assertThat(mail.getReceivedMessages()).hasSize(5);
            assertThat(unsigned).isEmpty();
        }
    }

    @Test
    void whatCannotBeSentIsShownAndSentLater(ServerPool servers) throws Exception {
        try (Played played = new Played(servers)) {
            ApplicationContext beans = played.manager().context();
            beans.getBean(AlarmGuard.class).stop();
            configure(played);
            Time time = new Time();
            AlarmWatch watch = watch(beans, time);
            Visitor admin = Visitor.loggedIn(played.manager().address(), "admin", TestManager.PASSWORD);
            mail.stop();
            status = 500;
            played.hear(90_000);
            watch.look();
            time.pass(20);
            watch.look();
            assertThat(admin.get("alarms").body())
                    .contains("mail server 127.0.0.1", "answered with status 500")
                    .doesNotContain(SECRET, "mail-password", "/hook");
            HttpResponse<String> test = admin.submit("parameters", "parameters/test", "way", "WEBHOOK");
            assertThat(test.statusCode()).isEqualTo(302);
            assertThat(admin.get("parameters").body()).contains("status 500").doesNotContain(SECRET);
            status = 204;
            watch.look();
            assertThat(received).as("not at once").isEmpty();
            time.pass(61);
            watch.look();
            assertThat(states()).containsExactly("RAISED");
            admin.submit("parameters", "parameters/test", "way", "WEBHOOK");
            assertThat(admin.get("parameters").body()).contains("Message delivered");
            assertThat(states()).hasSize(2);
            time.pass(-7_200);
            watch.look();
            assertThat(states())
                    .as("a clock that is set back keeps nobody waiting")
                    .hasSize(3)
                    .endsWith("REPEATED");
        }
    }

    @Test
    void rowsThatWaitBetweenTheStagesAreAnAlarmUntilTheyAreApplied(ServerPool servers) throws Exception {
        try (Played played = new Played(servers)) {
            ApplicationContext beans = played.manager().context();
            beans.getBean(AlarmGuard.class).stop();
            configure(played);
            Time time = new Time();
            AlarmWatch watch = watch(beans, time);
            Visitor admin = Visitor.loggedIn(played.manager().address(), "admin", TestManager.PASSWORD);
            String[] wrong = {
                "id",
                "0",
                "pipeline",
                Long.toString(played.pipeline()),
                "kind",
                "QUEUESIZE",
                "threshold",
                "many",
                "windows",
                "",
                "intervalSeconds",
                "300",
                "receiver",
                "",
                "description",
                "",
                "enabled",
                "true"
            };
            assertThat(admin.submit("alarms/edit", "alarms/edit", wrong).body())
                    .contains("must be a whole number from 1 to 100000000");
            String[] right = wrong.clone();
            right[7] = "5000";
            assertThat(admin.submit("alarms/edit", "alarms/edit", right).statusCode())
                    .isEqualTo(302);
            assertThat(admin.get("alarms").body()).contains("Many rows waiting", "5,000 rows");

            ProcessMarks marks =
                    new ProcessMarks(played.node(), played.channel().id(), played.pipeline());
            marks.begin(new TermGuard(played.node(), played.channel().id(), played.pipeline(), played.epoch()));
            played.hear(0);
            watch.look();
            time.pass(20);
            watch.look();
            assertThat(states()).isEmpty();
            marks.mark(
                    7,
                    new ProcessMark(
                            1,
                            played.epoch(),
                            ProcessMark.Stage.SELECTED,
                            4_000,
                            900,
                            time.instant().toEpochMilli()));
            marks.mark(
                    8,
                    new ProcessMark(
                            1,
                            played.epoch(),
                            ProcessMark.Stage.SELECTED,
                            1_001,
                            900,
                            time.instant().toEpochMilli()));
            await().until(() -> marks.list().size() == 2);
            played.hear(0);
            watch.look();
            assertThat(states()).containsExactly("RAISED");
            assertThat(received.get(0).at("/alarms/0/kind").asString()).isEqualTo("QUEUESIZE");
            assertThat(received.get(0).at("/alarms/0/message").asString())
                    .isEqualTo("rows waiting between select and load: 5001 (threshold: 5000).");
            marks.done(7);
            await().until(() -> marks.list().size() == 1);
            played.hear(0);
            watch.look();
            assertThat(states()).containsExactly("RAISED", "RECOVERED");

            received.clear();
            String[] conflicts = right.clone();
            conflicts[5] = "CONFLICTS";
            conflicts[7] = "1";
            assertThat(admin.submit("alarms/edit", "alarms/edit", conflicts).statusCode())
                    .isEqualTo(302);
            for (int id = 1; id <= 2; id++) {
                watch.look();
                assertThat(states()).as("before conflict %d", id).isEmpty();
                conflict(played, id, time.instant());
            }
            watch.look();
            assertThat(states()).containsExactly("RAISED");
            assertThat(received.get(0).at("/alarms/0/kind").asString()).isEqualTo("CONFLICTS");
            assertThat(received.get(0).at("/alarms/0/message").asString()).contains("2", "threshold: 1");
            time.pass(3_700);
            played.hear(0);
            watch.look();
            assertThat(states()).as("an hour later").containsExactly("RAISED", "RECOVERED");
            rowsThatWereKeptAreAnAlarm(played, admin, watch, time, right);
        }
    }

    private void rowsThatWereKeptAreAnAlarm(Played played, Visitor admin, AlarmWatch watch, Time time, String[] fields)
            throws Exception {
        for (String kind : List.of("DEADLETTERS", "DIFFERENCES")) {
            String[] rule = fields.clone();
            rule[5] = kind;
            rule[7] = "0";
            assertThat(admin.submit("alarms/edit", "alarms/edit", rule).statusCode())
                    .isEqualTo(302);
        }
        played.hear(0);
        watch.look();
        assertThat(states()).as("nothing was kept").hasSize(2);
        keepRows(played);
        played.hear(0);
        watch.look();
        assertThat(received.get(received.size() - 1).path("alarms").valueStream())
                .extracting(
                        alarm -> alarm.path("kind").asString(""),
                        alarm -> alarm.path("message").asString(""))
                .containsExactlyInAnyOrder(
                        tuple("DEADLETTERS", "rows that were put aside: 1 (threshold: 0)."),
                        tuple("DIFFERENCES", "rows that differ, as the last comparison found: 1 (threshold: 0)."));
        played.manager().execute("UPDATE DEAD_LETTER SET STATE = 'DISCARDED'");
        rowsThatDifferAsTheyChangeAreAnAlarm(played, watch, time);
        played.manager().execute("DELETE FROM DIFFERENCE");
    }

    /** Of the comparison that goes on, whatever the last whole one has found. */
    private void rowsThatDifferAsTheyChangeAreAnAlarm(Played played, AlarmWatch watch, Time time) throws Exception {
        played.manager().execute("DELETE FROM DIFFERENCE");
        played.hear(0);
        watch.look();
        assertThat(states()).endsWith("RECOVERED");
        keepRun(played, 901, "sample", "'RUNNING'", "NULL");
        keepDifference(played, 901, "id = 2");
        keepDifference(played, 901, "id = 3");
        keepRun(played, 902, "sample", "'CANCELLED'", "2");
        keepDifference(played, 902, "id = 4");
        time.pass(3_700);
        played.hear(0);
        watch.look();
        assertThat(received.get(received.size() - 1).path("alarms").valueStream())
                .extracting(
                        alarm -> alarm.path("kind").asString(""),
                        alarm -> alarm.path("state").asString(""),
                        alarm -> alarm.path("message").asString(""))
                .containsExactly(tuple(
                        "DIFFERENCES", "RAISED", "rows that differ, as the last comparison found: 2 (threshold: 0)."));
    }

    /** One row is put aside, and one differs. */
    private static void keepRows(Played played) {
        TestManager manager = played.manager();
        manager.execute(
                "INSERT INTO DEAD_LETTER (PIPELINE_ID, TARGET_ID, LETTER_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT,"
                        + " PK_DATA, OLD_PK_DATA, ERROR_CODE, ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS, ATTEMPTS,"
                        + " STATE) VALUES (" + played.pipeline()
                        + ", 1, 1, 's.t', 's.t', 'INSERT', 'id = 1', '1', '', 'LOAD_DATA', '',"
                        + " '', 0, 0, 1, 'OPEN')");
        keepRun(played, 900, "a", "'DONE'", "2");
        keepDifference(played, 900, "id = 1");
    }

    private static void keepRun(Played played, int id, String by, String state, String ended) {
        played.manager()
                .execute("INSERT INTO RESYNC (KIND, ID, CHANNEL_ID, BY_USER, REQUEST, STATE, PAUSED, ROWS_PER_SECOND,"
                        + " ERROR, PROGRESS, STARTED_MILLIS, ENDED_MILLIS) VALUES ('VERIFY', " + id + ", "
                        + played.channel().id() + ", '" + by + "', '{\"parts\": [], \"where\": \"\"}', " + state
                        + ", 0, 0, '', '[]', 1, " + ended + ")");
    }

    private static void keepDifference(Played played, int run, String key) {
        played.manager()
                .execute(
                        "INSERT INTO DIFFERENCE (RUN_ID, PIPELINE_ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT,"
                                + " KEY_DATA, KEY_HASH) VALUES (" + run + ", " + played.pipeline()
                                + ", 1, 's.t', 's.t', 'MISSING', '" + key + "', '1', '" + key + "')");
    }

    private static void conflict(Played played, int id, Instant when) {
        played.manager()
                .execute("INSERT INTO ROW_CONFLICT (PIPELINE_ID, TARGET_ID, CONFLICT_ID, SOURCE_TABLE,"
                        + " TARGET_TABLE, KIND, KEY_TEXT, IMAGES, POLICY, TAKEN, POSITION, COMMIT_TIME_MILLIS,"
                        + " CREATED_MILLIS) VALUES (" + played.pipeline() + ", 1, " + id + ", 's.t', 's.t', 'UPDATE',"
                        + " 'id = 7', '{}', 'HOME', 1, '{}', 0, " + when.toEpochMilli() + ")");
    }

    @Test
    void everyKindOfAlarmIsToldToEveryKindOfReceiver(ServerPool servers) throws Exception {
        Map<String, List<String>> posted = new ConcurrentHashMap<>();
        for (String robot : List.of("dingtalk", "feishu", "wecom", "slack")) {
            receiver.createContext("/" + robot, exchange -> {
                posted.computeIfAbsent(robot, key -> new CopyOnWriteArrayList<>())
                        .add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                byte[] answer = "{\"errcode\":0,\"code\":0}".getBytes(UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
        }
        try (Played played = new Played(servers)) {
            ApplicationContext beans = played.manager().context();
            beans.getBean(AlarmGuard.class).stop();
            configure(played);
            String at = "http://127.0.0.1:" + receiver.getAddress().getPort();
            HttpResponse<String> chats = played.api()
                    .put(
                            "system-parameters",
                            new String(Json.write(Map.of(
                                    "chats",
                                    "DINGTALK = " + at + "/dingtalk SECx\nFEISHU = " + at + "/feishu SECx\nWECOM = "
                                            + at + "/wecom\nSLACK = " + at + "/slack"))),
                            "application/json");
            assertThat(chats.statusCode()).as(chats.body()).isEqualTo(200);
            for (AlarmKind kind : AlarmKind.values()) {
                String threshold = switch (kind.unit()) {
                    case SECONDS -> kind == AlarmKind.LOGPURGE ? "86400" : "60";
                    case ROWS -> kind == AlarmKind.QUEUESIZE ? "5" : "0";
                    case WORDS -> "Duplicate";
                };
                HttpResponse<String> rule = played.api()
                        .post(
                                "alarm-rules",
                                new String(Json.write(Map.of(
                                        "pipeline",
                                        Long.toString(played.pipeline()),
                                        "kind",
                                        kind.name(),
                                        "threshold",
                                        threshold,
                                        "intervalSeconds",
                                        "300",
                                        "enabled",
                                        "true"))));
                assertThat(rule.statusCode()).as(rule.body()).isEqualTo(200);
            }
            Time time = new Time();
            everythingIsWrong(played, time.instant());
            AlarmWatch watch = watch(beans, time);
            watch.look();
            time.pass(200);
            watch.look();

            posted.put("webhook", received.stream().map(JsonNode::toString).toList());
            List<String> mails = new ArrayList<>();
            for (MimeMessage message : mail.getReceivedMessages()) {
                mails.add(message.getContent().toString());
            }
            posted.put("mail", mails);
            assertThat(posted.keySet())
                    .containsExactlyInAnyOrder("dingtalk", "feishu", "wecom", "slack", "webhook", "mail");
            posted.forEach((who, messages) -> assertThat(String.join("\n", messages))
                    .as(who)
                    .contains(Stream.of(AlarmKind.values()).map(Enum::name).toList())
                    .contains("the source will purge in 4", "rows that were put aside: 1", "a Duplicate key"));
        }
    }

    /** A source that keeps its log for five hours and is read four hours late, and nobody who reads it. */
    private static void everythingIsWrong(Played played, Instant now) throws Exception {
        DatabaseServer server = played.server();
        server.execute("SET GLOBAL binlog_expire_logs_seconds = 19000");
        HttpResponse<String> source = played.api()
                .put(
                        "spec",
                        "sources: [{name: src, host: %s, port: %d, username: \"%s\", password: \"%s\"}]"
                                .formatted(server.host(), server.port(), server.user(), server.password()),
                        "application/yaml");
        assertThat(source.statusCode()).as(source.body()).isEqualTo(200);
        long channel = played.channel().id();
        ProcessMarks marks = new ProcessMarks(played.node(), channel, played.pipeline());
        marks.begin(new TermGuard(played.node(), channel, played.pipeline(), played.epoch()));
        marks.mark(7, new ProcessMark(1, played.epoch(), ProcessMark.Stage.SELECTED, 4_000, 900, now.toEpochMilli()));
        await().until(() -> marks.list().size() == 1);
        conflict(played, 1, now);
        keepRows(played);
        played.manager()
                .execute(
                        "INSERT INTO LOG_RECORD (NID, CHANNEL_ID, PIPELINE_ID, TITLE, MESSAGE, GMT_CREATE) VALUES ('1', '"
                                + channel + "', '" + played.pipeline() + "', 'LOAD_DATA', 'a Duplicate key',"
                                + " NOW() + INTERVAL 100 SECOND)");
        new Mainstem(played.node(), Clock.systemUTC()).release(channel, played.pipeline(), played.epoch());
        played.hear(14_400_000);
        played.manager().context().getBean(LogRetention.class).look();
    }

    @Test
    void rulesOfAlibabaOtterAreReadAndChangedInBulkKeepingUnknownKeys(ServerPool servers) throws Exception {
        try (Played played = new Played(servers)) {
            long pipeline = played.pipeline();
            played.manager().execute("TRUNCATE TABLE ALARM_RULE");
            played.manager()
                    .execute("INSERT INTO ALARM_RULE (ID, MONITOR_NAME, RECEIVER_KEY, STATUS, PIPELINE_ID, MATCH_VALUE,"
                            + " PARAMETERS) VALUES (11, 'DELAYTIME', 'dba', 'DISABLE', " + pipeline
                            + ", '600@08:00-20:00', '{\"intervalTime\":900,\"autoRecovery\":true}'),"
                            + " (12, 'SOMETHING', 'dba', 'ENABLE', " + pipeline + ", '1', NULL),"
                            + " (13, 'EXCEPTION', '', 'ENABLE', " + pipeline + ", 'ERROR', NULL)");
            AlarmRules rules = played.manager().context().getBean(AlarmRules.class);
            assertThat(rules.list()).extracting(AlarmRule::id).containsExactly(11L, 13L);
            AlarmRule rule = rules.find(11);
            assertThat(rule.intervalSeconds()).isEqualTo(900);
            assertThat(rule.windows()).hasToString("[08:00-20:00]");

            Visitor admin = Visitor.loggedIn(played.manager().address(), "admin", TestManager.PASSWORD);
            assertThat(admin.submit("alarms", "alarms/rules", "rule", "11", "rule", "13", "act", "enable")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(rules.list()).allMatch(AlarmRule::enabled);
            assertThat(played.manager()
                            .context()
                            .getBean(AlarmMapper.class)
                            .rules()
                            .get(0)
                            .parameters())
                    .contains("autoRecovery", "900");

            String[] typed = fields(rule, "threshold", "0", "windows", "8-9", "intervalSeconds", "5");
            HttpResponse<String> refused = admin.submit("alarms/edit?id=11", "alarms/edit", typed);
            assertThat(refused.body())
                    .contains("must be a number of seconds from 1 to 604800", "must be like 08:00-20:00")
                    .contains("value=\"8-9\"");
            admin.get("alarms?lang=zh");
            assertThat(admin.submit("alarms/edit?id=11", "alarms/edit", typed).body())
                    .contains("必须是 1 到 604800 的秒数", "“8-9”的格式必须如 08:00-20:00");
            admin.get("alarms?lang=en");
            HttpResponse<String> late =
                    admin.submit("alarms/edit?id=11", "alarms/edit", fields(rule, "threshold", "60"));
            assertThat(late.body()).contains("Somebody else changed this", "<code>true</code>");

            played.manager()
                    .execute("INSERT INTO DELAY_STAT (DELAY_TIME, DELAY_NUMBER, PIPELINE_ID, GMT_CREATE) VALUES"
                            + " (70000, 0, P, NOW() - INTERVAL 9 HOUR), (80000, 0, P, NOW() - INTERVAL 8 HOUR),"
                                    .replace("P", Long.toString(pipeline))
                            + " (10, 0, P, NOW() - INTERVAL 7 HOUR), (61000, 0, P, NOW() - INTERVAL 6 HOUR)"
                                    .replace("P", Long.toString(pipeline)));
            HttpResponse<String> previewed = admin.submit(
                    "alarms/edit?id=11", "alarms/edit", fields(rule, "threshold", "60", "windows", "", "preview", "1"));
            assertThat(previewed.body()).contains("raised 2 times");
            assertThat(admin.submit("alarms", "alarms/rules", "rule", "11", "act", "delete")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(rules.list()).extracting(AlarmRule::id).containsExactly(13L);
            assertThat(admin.submit(
                                    "alarms/edit",
                                    "alarms/edit",
                                    fields(rule, "id", "0", "pipeline", "all", "kind", "NOTRUNNING", "receiver", ""))
                            .statusCode())
                    .isEqualTo(302);
            assertThat(rules.list()).hasSize(2);
        }
    }

    @Test
    void whatMayHavePassedIsStartedAgainWithGrowingPausesAndNotForEver(ServerPool servers) throws Exception {
        try (Played played = new Played(servers)) {
            ApplicationContext beans = played.manager().context();
            beans.getBean(AlarmGuard.class).stop();
            played.manager().execute("TRUNCATE TABLE ALARM_RULE");
            played.manager()
                    .execute("INSERT INTO ALARM_RULE (ID, MONITOR_NAME, RECEIVER_KEY, STATUS, PIPELINE_ID, MATCH_VALUE,"
                            + " PARAMETERS) VALUES (11, 'NOTRUNNING', '', 'ENABLE', " + played.pipeline()
                            + ", '60', '{\"autoRecovery\":true,\"recoveryThresold\":2}')");
            Time time = new Time();
            AlarmWatch watch = watch(beans, time);
            AutoRecovery recovery = beans.getBean(AutoRecovery.class);
            Visitor admin = Visitor.loggedIn(played.manager().address(), "admin", TestManager.PASSWORD);
            watch.look();
            for (int attempt = 1; attempt <= 5; attempt++) {
                pause(played, "LOAD_MISSING_TARGET: no table s.t");
                time.pass(90);
                watch.look();
                recovery.look(Instant.now().plusSeconds(60L << attempt - 1).minusSeconds(5));
                assertThat(state(played).isWhollyStarted())
                        .as("before try %d", attempt)
                        .isFalse();
                assertThat(admin.get("alarms").body()).contains("try " + attempt + " of 5 within a day");
                JsonNode planned = played.api().get("channels/shop/status").path("recovery");
                assertThat(planned.path("attempt").asInt()).isEqualTo(attempt);
                assertThat(metrics(played)).contains("otter_channel_next_start_timestamp_seconds{channel=\"shop\"} ");
                assertThat(Duration.between(
                                Instant.now(),
                                Instant.parse(planned.path("next").asString())))
                        .isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(60L << attempt - 1));
                recovery.look(Instant.now().plusSeconds((60L << attempt - 1) + 1));
                assertThat(state(played).isWhollyStarted())
                        .as("try %d", attempt)
                        .isTrue();
            }
            pause(played, "LOAD_MISSING_TARGET: no table s.t");
            watch.look();
            recovery.look(Instant.now().plusSeconds(40_000));
            assertThat(state(played).isWhollyStarted()).as("a sixth time").isFalse();
            assertThat(admin.get("alarms").body()).contains("started again 5 times within a day, in vain");
            JsonNode over = played.api().get("channels").at("/0/recovery");
            assertThat(over.path("text").asString()).contains("started again 5 times within a day, in vain");
            assertThat(over.path("next").isNull()).isTrue();
            assertThat(metrics(played)).doesNotContain("otter_channel_next_start_timestamp_seconds{");
            assertThat(admin.get("alarms?lang=zh").body()).contains("一天内已自动启动 5 次");
            admin.get("alarms?lang=en");
            assertThat(admin.get("audit").body()).contains("autoRecovery", "by its alarm rule, try 5 of 5");
            recovery.look(Instant.now().plusSeconds(86_401));
            assertThat(state(played).isWhollyStarted()).as("a day later").isTrue();
            assertThat(played.manager()
                            .context()
                            .getBean(AlarmMapper.class)
                            .rules()
                            .get(0)
                            .parameters())
                    .contains("recoveryThresold");
        }
    }

    @Test
    void whatNeedsSomebodyIsNeverStartedAgain(ServerPool servers) throws Exception {
        try (Played played = new Played(servers)) {
            ApplicationContext beans = played.manager().context();
            beans.getBean(AlarmGuard.class).stop();
            played.manager().execute("TRUNCATE TABLE ALARM_RULE");
            String[] rule = {
                "id",
                "0",
                "pipeline",
                Long.toString(played.pipeline()),
                "kind",
                "NOTRUNNING",
                "threshold",
                "60",
                "windows",
                "",
                "intervalSeconds",
                "300",
                "receiver",
                "",
                "description",
                "",
                "enabled",
                "true",
                "autoRecovery",
                "true"
            };
            Visitor admin = Visitor.loggedIn(played.manager().address(), "admin", TestManager.PASSWORD);
            assertThat(admin.submit("alarms/edit", "alarms/edit", rule).statusCode())
                    .isEqualTo(302);
            assertThat(admin.get("alarms").body()).contains("Start again automatically");
            Time time = new Time();
            AlarmWatch watch = watch(beans, time);
            AutoRecovery recovery = beans.getBean(AutoRecovery.class);
            watch.look();
            for (String code : List.of("LOAD_CONFLICT", "DDL_WAITS", "BINLOG_PURGED", "LOAD_OF_TOMORROW")) {
                pause(played, code + ": x INTERNAL: y");
                time.pass(70);
                watch.look();
                recovery.look(Instant.now().plusSeconds(80_000));
                assertThat(state(played).isWhollyStarted()).as(code).isFalse();
                assertThat(admin.get("alarms").body())
                        .contains((code.equals("LOAD_OF_TOMORROW") ? "–" : code) + " needs somebody first");
                new ChannelControl(played.node(), Clock.systemUTC())
                        .move(played.channel().id(), ChannelStatus.START, "", "test");
            }
            pause(played, "DATABASE_ACCESS_DENIED: x");
            time.pass(70);
            watch.look();
            Restarts restarts = beans.getBean(Restarts.class);
            Restarts.Plan plan = restarts.plan(
                            played.channel().id(), Instant.now().plusSeconds(80_000))
                    .orElseThrow();
            assertThat(plan.due()).isTrue();
            new ChannelControl(played.node(), Clock.systemUTC())
                    .move(played.channel().id(), ChannelStatus.STOP, "", "test");
            restarts.start(played.channel().id(), "shop", plan);
            assertThat(state(played).status()).as("what somebody stopped").isEqualTo(ChannelStatus.STOP);
        }
    }

    /** As node n1 does it. */
    private static void pause(Played played, String fault) {
        long channel = played.channel().id();
        ChannelControl control = new ChannelControl(played.node(), Clock.systemUTC());
        control.pause(
                new PauseScope(channel, played.pipeline(), Set.of(played.pipeline()), false),
                "one-way: " + fault,
                "node 1",
                new TermGuard(played.node(), channel, played.pipeline(), played.epoch()),
                control.state(channel).of(played.pipeline()));
        played.hear(0);
    }

    private static ChannelState state(Played played) {
        return new ChannelControl(played.node(), Clock.systemUTC())
                .state(played.channel().id());
    }

    private static String metrics(Played played) throws Exception {
        return played.api().get("../../metrics", "*/*").body();
    }

    private static AlarmWatch watch(ApplicationContext beans, Clock clock) {
        return new AlarmWatch(
                beans.getBean(AlarmRules.class),
                beans.getBean(AlarmMapper.class),
                beans.getBean(AlarmFacts.class),
                beans.getBean(Reports.class),
                beans.getBean(Delivery.class),
                beans.getBean(AlarmWords.class),
                clock);
    }

    private void configure(Played played) throws Exception {
        assertThat(played.manager().context().getBean(AlarmRules.class).list())
                .as("each new pipeline has these")
                .extracting(AlarmRule::pipelineId, AlarmRule::kind, AlarmRule::enabled)
                .contains(
                        tuple(played.pipeline(), AlarmKind.NOTRUNNING, true),
                        tuple(played.pipeline(), AlarmKind.DELAYTIME, true));
        played.manager().execute("TRUNCATE TABLE ALARM_RULE");
        HttpResponse<String> parameters = played.api()
                .put(
                        "system-parameters",
                        new String(Json.write(Map.of(
                                "receivers",
                                "ops = a@example.com\nnight = night@example.com",
                                "defaultReceiver",
                                "ops",
                                "mailHost",
                                "127.0.0.1",
                                "mailPort",
                                Integer.toString(mail.getSmtp().getPort()),
                                "mailSecurity",
                                "NONE",
                                "mailUsername",
                                "otter",
                                "mailPassword",
                                "mail-password",
                                "mailFrom",
                                "otter@example.com",
                                "webhookUrl",
                                "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook",
                                "webhookSecret",
                                SECRET))),
                        "application/json");
        assertThat(parameters.statusCode()).as(parameters.body()).isEqualTo(200);
        HttpResponse<String> rule = played.api()
                .post(
                        "alarm-rules",
                        new String(Json.write(Map.of(
                                "pipeline",
                                Long.toString(played.pipeline()),
                                "kind",
                                "DELAYTIME",
                                "threshold",
                                "60",
                                "intervalSeconds",
                                "300",
                                "receiver",
                                "night",
                                "description",
                                "call 订单 🦦",
                                "enabled",
                                "true"))));
        assertThat(rule.statusCode()).as(rule.body()).isEqualTo(200);
    }

    private List<String> states() {
        return received.stream()
                .flatMap(letter -> letter.path("alarms").valueStream())
                .map(alarm -> alarm.path("state").asString())
                .toList();
    }

    private static void look(Played played, Chromium chromium) {
        List<String> serious = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : Chromium.themes(language)) {
                try (BrowserContext context = chromium.context(language, theme)) {
                    Page page = context.newPage();
                    Chromium.logIn(page, played.manager().address(), "admin", TestManager.PASSWORD);
                    for (String path : List.of("overview", "alarms", "alarms/edit?id=1", "parameters")) {
                        page.navigate(played.manager().address() + path);
                        String name = "alarm-" + path.replaceAll("\\W", "-");
                        serious.addAll(Chromium.findings(page, Chromium.picture(page, name, language, theme)));
                    }
                }
            }
        }
        assertThat(serious).isEmpty();
    }

    /** The fields of the rule's form, with some replaced. */
    private static String[] fields(AlarmRule rule, String... replaced) {
        Map<String, String> all = AlarmForm.texts(rule);
        all.put("id", Long.toString(rule.id()));
        all.put("version", AlarmRules.version(rule));
        all.put("receiver", "");
        for (int i = 0; i < replaced.length; i += 2) {
            all.put(replaced[i], replaced[i + 1]);
        }
        List<String> pairs = new ArrayList<>();
        all.forEach((field, text) -> pairs.addAll(List.of(field, text)));
        return pairs.toArray(String[]::new);
    }

    /** A clock that stands still until it is set. */
    private static final class Time extends Clock {
        private Instant now = Instant.now();

        void pass(long seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
