package io.otter.manager.pipeline;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.ddl.DdlAnswer.Choice;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.model.Bottleneck;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.message.DeadLetterReport;
import io.otter.manager.ApiCaller;
import io.otter.manager.Chromium;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.deadletter.DeadLetterService;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tabs of a pipeline with a real database, ZooKeeper and source; the test plays the node. */
class PipelinePagesTest {
    private static final String NAMES = "channel=shop&name=src-to-dst";
    private static final String NASTY = "a/b;<script>alert('1')</script>%2F\"订单";
    private static final List<String> TABS =
            List.of("", "/source", "/charts", "/errors", "/tables", "/timeline", "/settings");
    private static final long TARGET_ID = 2;

    private static DatabaseServer server;
    private static ZookeeperFixture zookeeper;
    private static TestManager manager;
    private static Coordination node;
    private static Chromium chromium;
    private static ApiCaller api;
    private static long channelId;
    private static long pipelineId;

    @BeforeAll
    static void start() throws Exception {
        server = DatabaseServer.start("mariadb-11.4");
        zookeeper = ZookeeperFixture.single();
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        node = Coordination.begin(List.of(zookeeper.connectString()), Duration.ofSeconds(10));
        node.awaitConnected(Duration.ofSeconds(20));
        chromium = Chromium.start();
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        apply(5);
        apply(8);
        ChannelReport channel = manager.context().getBean(ChannelBoard.class).refresh().channels().stream()
                .filter(one -> one.name().equals("shop"))
                .findFirst()
                .orElseThrow();
        channelId = channel.id();
        pipelineId = channel.pipelines().get(0).id();
        run();
        figures();
        source();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        node.close();
        manager.close();
        zookeeper.close();
        server.close();
    }

    @Test
    void everyTabStandsInBothLanguagesAndBothThemesAndAxeFindsNothingSerious() {
        refuse(100, 3);
        ask();
        List<String> serious = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (BrowserContext context = chromium.context(language, theme)) {
                    Page page = context.newPage();
                    page.onConsoleMessage(message -> {
                        if (message.type().equals("error")) {
                            complaints.add(message.text());
                        }
                    });
                    logIn(page);
                    for (String tab : TABS) {
                        page.navigate(manager.address() + "pipeline" + tab + "?" + NAMES);
                        assertThat(page.locator("h1")).hasText("shop / src-to-dst");
                        assertThat(page.locator("body")).not().containsText("??");
                        if (tab.equals("/charts")) {
                            assertThat(page.locator("canvas")).hasCount(3);
                        }
                        String name = "pipeline" + tab.replace('/', '-') + "-" + language + "-"
                                + theme.name().toLowerCase(Locale.ROOT);
                        Chromium.picture(page, name);
                        serious.addAll(Chromium.findings(page, name));
                    }
                }
            }
        }
        assertThat(serious).isEmpty();
        assertThat(complaints)
                .as("what the browser complains of, the content security policy too")
                .isEmpty();
    }

    @Test
    void theStatusShowsWhoOwnsItWhereTheBatchesAreAndFollowsWithoutReload() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(manager.address() + "pipeline?" + NAMES);
            page.evaluate("window.untouched = true");
            assertThat(page.locator(".facts")).containsText("n1");
            assertThat(page.locator(".facts")).containsText("binlog.000001:4096");
            assertThat(page.locator("#source")).containsText(server.host() + ":" + server.port());
            assertThat(page.locator("#source")).containsText("KiB");
            assertThat(page.locator(".stages .stage").nth(3)).containsText("118 ms");
            assertThat(page.locator(".stages .slow")).hasCount(1);
            assertThat(page.locator(".stages .gap").nth(0)).containsText("one batch");
            assertThat(page.locator(".stages .gap").nth(1)).containsText("nothing");
            assertThat(page.locator(".stages .gap").nth(2)).containsText("2 batches");
            assertThat(page.locator(".gantt rect")).hasCount(3);
            ProcessMarks marks = new ProcessMarks(node, channelId, pipelineId);
            marks.mark(10, new ProcessMark(1, 1, Stage.EXTRACTED, 7, 512, System.currentTimeMillis()));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(page.locator(".gantt rect").count()).isEqualTo(4));
            assertThat(page.locator(".stages .gap").nth(1)).containsText("one batch");
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            marks.done(10);
        }
    }

    @Test
    void chartsAreTablesForThoseWhoCannotSeeThem() throws Exception {
        Visitor admin = admin();
        String hour = admin.get("pipeline/charts?" + NAMES).body();
        assertThat(hour).contains("data-value=\"2.5\"", "data-value=\"100.0\"", "data-value=\"25.0\"");
        assertThat(hour.split("<tr>", -1)).hasSize(1 + 1 + 60);
        assertThat(admin.get("pipeline/charts?range=7d&" + NAMES).body().split("<tr>", -1))
                .hasSize(1 + 1 + 7 * 24);
        assertThat(admin.get("pipeline/charts?range=nonsense&" + NAMES).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRefusedRowIsRetriedAndOthersAreGivenUpAfterAQuestion() throws Exception {
        refuse(200, 3);
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(manager.address() + "pipeline/errors?find=id+%3D+200&" + NAMES);
            assertThat(page.locator(".letters > tbody > tr")).hasCount(1);
            page.locator(".letters summary").first().click();
            assertThat(page.locator(".letters tr.changed")).containsText("note");
            page.getByText("Retry", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("One row was sent again");
            assertThat(server.connect()
                            .createStatement()
                            .executeQuery(
                                    "SELECT 1 FROM retl.retl_buffer WHERE FULL_NAME = 'shop.item' AND PK_DATA = '200'")
                            .next())
                    .isTrue();
            assertThat(state("id = 200")).isEqualTo("RETRYING");

            page.navigate(manager.address() + "pipeline/errors?find=id+%3D+201&" + NAMES);
            page.locator(".letters .ask > summary").click();
            page.locator(".letters details[open] button.danger").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("One row was given up");
            assertThat(state("id = 201")).isEqualTo("DISCARDED");

            page.locator(".ask > summary", new Page.LocatorOptions().setHasText("Discard all"))
                    .click();
            page.locator("details[open] button.danger").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("given up");
            assertThat(state("id = 202")).isEqualTo("DISCARDED");
            assertThat(page.locator(".empty")).containsText("No row is refused");
            assertThat(api.get("channels/shop/audit").toString())
                    .contains(
                            "RETRY_DEAD_LETTER UPDATE",
                            "DISCARD_DEAD_LETTER UPDATE",
                            "DISCARD_DEAD_LETTERS src-to-dst");
        }
    }

    @Test
    void theRestOfTheRowsIsOnTheNextPage() throws Exception {
        refuse(1000, 60);
        Visitor admin = admin();
        String first = admin.get("pipeline/errors?find=id+%3D+10&" + NAMES).body();
        assertThat(first.split("id=\"letter-", -1)).hasSize(51);
        String next = first.replaceAll("(?s).*(pipeline/errors[^\"]*after=\\d+)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(admin.get(next).body().split("id=\"letter-", -1)).hasSizeBetween(10, 14);
        admin.submit(
                "pipeline/errors?" + NAMES, "pipeline/letters/discard-all", "channel", "shop", "name", "src-to-dst");
    }

    @Test
    void aWaitingStatementIsRunSkippedOrReplacedAndWhatWasTypedStays() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            for (Choice choice : Choice.values()) {
                ask();
                page.navigate(manager.address() + "pipeline/errors?" + NAMES);
                assertThat(page.locator(".question")).containsText("DROP TABLE item");
                switch (choice) {
                    case RUN -> page.locator(".decide button.primary").click();
                    case SKIP -> {
                        page.locator(".decide .ask > summary").click();
                        page.locator(".decide details[open] button.danger").click();
                    }
                    case REPLACE -> {
                        page.locator(".question textarea").fill("   ");
                        page.locator(".question .foot button").click();
                        assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("REPLACE needs it");
                        page.locator(".question textarea").fill("TRUNCATE TABLE shop.item");
                        page.locator(".question .foot button").click();
                    }
                }
                assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("goes on in a moment");
                assertThat(new DdlQuestions(node)
                                .find(channelId, pipelineId, TARGET_ID)
                                .orElseThrow()
                                .answer())
                        .satisfies(answer -> {
                            assertThat(answer.choice()).isEqualTo(choice);
                            assertThat(answer.sql())
                                    .isEqualTo(choice == Choice.REPLACE ? "TRUNCATE TABLE shop.item" : "");
                        });
            }
        }
    }

    @Test
    void aChangeOfTheConfigurationIsInTheTimelineWithItsDifference() throws Exception {
        String timeline = admin().get("pipeline/timeline?" + NAMES).body();
        assertThat(timeline).as("the server's zone is not ours").doesNotContainPattern("\\d h ago");
        assertThat(timeline)
                .contains(
                        "create channel shop",
                        "change channel shop",
                        "- pipelines[src-to-dst].parameters.parallelism: 5",
                        "+ pipelines[src-to-dst].parameters.parallelism: 8")
                .doesNotContain(server.password().isEmpty() ? "p&assword" : server.password());
    }

    @Test
    void namesAreNamesAndWhatIsNotThereIsSaid() throws Exception {
        Visitor admin = admin();
        HttpResponse<String> nasty = admin.get("pipeline?channel=nasty&name="
                + java.net.URLEncoder.encode(NASTY, java.nio.charset.StandardCharsets.UTF_8));
        assertThat(nasty.statusCode()).isEqualTo(200);
        assertThat(nasty.body()).contains("a/b;&lt;script&gt;").doesNotContain("<script>alert");
        assertThat(admin.get("pipeline?channel=shop&name=none").statusCode()).isEqualTo(404);
        assertThat(admin.get("pipeline/errors?channel=none&name=none").statusCode())
                .isEqualTo(404);
        assertThat(admin.get("channels/shop/pipelines/src-to-dst").headers().firstValue("Location"))
                .hasValueSatisfying(there -> assertThat(there).endsWith("/pipeline?" + NAMES));
    }

    @Test
    void aViewerSeesAllTabsAndDecidesNothing() throws Exception {
        refuse(300, 1);
        admin().submit("users", "users/add", "name", "vera", "password", TestManager.PASSWORD, "role", "VIEWER");
        Visitor vera = Visitor.loggedIn(manager.address(), "vera", TestManager.PASSWORD);
        HttpResponse<String> mustChange = vera.get("pipeline?" + NAMES);
        if (mustChange.statusCode() == 302) {
            vera.submit(
                    "password",
                    "password",
                    "present",
                    TestManager.PASSWORD,
                    "wanted",
                    "vera's own one",
                    "again",
                    "vera's own one");
        }
        for (String tab : TABS) {
            assertThat(vera.get("pipeline" + tab + "?" + NAMES).statusCode())
                    .as(tab)
                    .isEqualTo(200);
        }
        String[] names = {"channel", "shop", "name", "src-to-dst", "id", "1", "choice", "RUN"};
        for (String path :
                List.of("letters/retry", "letters/discard", "letters/retry-all", "letters/discard-all", "ddl")) {
            assertThat(vera.submit("pipeline/errors?" + NAMES, "pipeline/" + path, names)
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(state("id = 300")).isEqualTo("OPEN");
    }

    private static void apply(int parallelism) throws Exception {
        HttpResponse<String> answer = api.put(
                "spec",
                """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources:
                  - {name: src, host: %s, port: %d, username: %s, password: "%s"}
                  - {name: dst, host: db2.example.com, port: 3306, username: u, password: p}
                canals: [{name: src-log, source: src}, {name: other-log, source: src}]
                channels:
                  - name: shop
                    pipelines:
                      - name: src-to-dst
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        parameters: {parallelism: %d, onError: DEAD_LETTER, ddl: {DROP: ASK}}
                        pairs:
                          - {from: {source: src, schema: shop, table: item}, to: {source: dst, schema: shop, table: item}}
                          - {from: {source: src, schema: shop, table: "order_[1-128]"}, to: {source: dst, schema: archive, table: "order_[1-128]"}}
                  - name: nasty
                    pipelines:
                      - name: %s
                        canal: other-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: shop, table: x}, to: {source: dst, schema: shop, table: x}}]
                """.formatted(
                                server.host(),
                                server.port(),
                                server.user(),
                                server.password(),
                                parallelism,
                                "'" + NASTY.replace("'", "''") + "'"),
                "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** What a node would do. */
    private static void run() {
        new ChannelControl(node, Clock.systemUTC()).move(channelId, ChannelStatus.START, "", "test");
        Mainstem mainstem = new Mainstem(node, Clock.systemUTC());
        long epoch = mainstem.tryTake(channelId, pipelineId, 1, () -> {}).orElseThrow();
        mainstem.ready(channelId, pipelineId, 1, epoch);
        ProcessMarks marks = new ProcessMarks(node, channelId, pipelineId);
        marks.clear();
        long now = System.currentTimeMillis();
        marks.mark(7, new ProcessMark(1, epoch, Stage.TRANSFORMED, 6_000, 940_000, now - 2_400));
        marks.mark(8, new ProcessMark(1, epoch, Stage.TRANSFORMED, 5_800, 900_000, now - 1_700));
        marks.mark(9, new ProcessMark(1, epoch, Stage.SELECTED, 81, 9_900, now - 300));
        PipelineFacts facts = manager.context().getBean(PipelineFacts.class);
        facts.heard(
                pipelineId,
                new PipelineFacts.Report(
                        Instant.now().plusSeconds(3600), // so that it is not called silent while the test looks
                        340L,
                        1250.0,
                        new StageTimes(0.4, 1.25, 2.5, 118, Bottleneck.LOAD),
                        73_081,
                        List.of(new PipelineFacts.PairRows(pairIds().get(0), 70_000, 3_000, 81)),
                        null));
        new CursorStore(node, "src-log", pipelineId, new ServerAddress(server.host(), server.port()))
                .write(new BinlogPosition("binlog.000001", 4_096, "", "", now - 340));
        await().until(() -> marks.list().size() == 3);
    }

    private static List<Long> pairIds() {
        return manager.context().getBean(ChannelBoard.class).facts().configured().channels().stream()
                .filter(channel -> channel.name().equals("shop"))
                .flatMap(channel -> channel.pipelines().get(0).pairs().stream())
                .map(pair -> pair.id())
                .toList();
    }

    private static void figures() {
        for (int minute = 0; minute < 55; minute++) {
            if (minute < 20 || minute > 24) {
                String at = "NOW() - INTERVAL " + minute + " MINUTE";
                manager.execute("INSERT INTO DELAY_STAT (DELAY_TIME, DELAY_NUMBER, PIPELINE_ID, GMT_CREATE) VALUES ("
                        + (minute == 3 ? 2_500 : 200 + minute * 7) + ", 0, " + pipelineId + ", " + at + ")");
                int rows = minute == 3 ? 100 : 900 + minute * 11 % 300;
                manager.execute("INSERT INTO TABLE_HISTORY_STAT (INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
                        + " DATA_MEDIA_PAIR_ID, PIPELINE_ID, START_TIME, END_TIME) VALUES (" + 40 * rows + ", "
                        + 15 * rows
                        + ", " + 5 * rows + ", " + pairIds().get(0) + ", " + pipelineId + ", " + at
                        + " - INTERVAL 1 MINUTE, " + at + ")");
                manager.execute("INSERT INTO THROUGHPUT_STAT (TYPE, NUMBER, SIZE, PIPELINE_ID, START_TIME, END_TIME)"
                        + " VALUES ('ROW', " + 60 * rows + ", 0, "
                        + pipelineId + ", " + at + " - INTERVAL 1 MINUTE, " + at + ")");
            }
        }
        manager.execute("INSERT INTO TABLE_STAT (FILE_SIZE, FILE_COUNT, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
                + " DATA_MEDIA_PAIR_ID, PIPELINE_ID) VALUES (0, 0, 1200300, 45000, 812, "
                + pairIds().get(0) + ", " + pipelineId + ")");
        manager.execute("INSERT INTO LOG_RECORD (NID, CHANNEL_ID, PIPELINE_ID, TITLE, MESSAGE) VALUES ('1', '"
                + channelId + "', '" + pipelineId
                + "', 'src-to-dst: DATABASE_UNREACHABLE', 'target dst does not answer.')");
    }

    private static void source() throws Exception {
        String retl = Files.readString(Path.of("../sql/retl-schema.sql")).replaceAll("(?m)^--.*$", "");
        for (String statement : retl.split(";\\s*")) {
            if (!statement.isBlank()) {
                server.execute(statement);
            }
        }
        server.execute("CREATE DATABASE shop", "CREATE TABLE shop.item (id INT PRIMARY KEY, note VARCHAR(40))");
    }

    /** What a node tells of rows that the target refused. */
    private static void refuse(int from, int count) {
        List<DeadLetterReport.Letter> letters = new ArrayList<>();
        for (int id = from; id < from + count; id++) {
            letters.add(new DeadLetterReport.Letter(
                    id,
                    "shop.item",
                    "shop.item",
                    "UPDATE",
                    "id = " + id,
                    Integer.toString(id),
                    "",
                    "{\"id\":" + id + ",\"note\":\"as it was\"}",
                    "{\"id\":" + id + ",\"note\":\"longer than the target takes\"}",
                    "LOAD_DATA",
                    "table shop.item refuses the row: Data too long for column 'note'.",
                    "mysql-bin.000042:" + id,
                    System.currentTimeMillis() - 60_000,
                    System.currentTimeMillis() - 50_000,
                    1,
                    false));
        }
        manager.context().getBean(DeadLetterService.class).store(new DeadLetterReport(pipelineId, TARGET_ID, letters));
    }

    private static String state(String key) throws Exception {
        for (var letter : api.get("channels/shop/dead-letters?most=500")) {
            if (letter.path("key").asString().equals(key)) {
                return letter.path("state").asString();
            }
        }
        throw new AssertionError(key);
    }

    private static void ask() {
        new DdlQuestions(node)
                .ask(new DdlQuestion(
                        channelId,
                        pipelineId,
                        TARGET_ID,
                        "mysql-bin.000042:98123",
                        "DROP TABLE item",
                        List.of("DROP TABLE `shop`.`item`"),
                        "the policy of DROP is ASK",
                        System.currentTimeMillis() - 65_000,
                        null));
    }

    private static Visitor admin() throws Exception {
        return Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
    }

    private static void logIn(Page page) {
        Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
    }
}
