package io.otter.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NodeConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.communication.Compression;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.communication.message.ProcessReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.communication.message.ThreadDump;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.workload.TableComparer;
import io.otter.testsupport.workload.Workload;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A node in this JVM between two real servers, without any manager. */
@Tag("slow")
@ExtendWith(SharedServers.class)
class NodeTest {
    private static final Credentials CREDENTIALS = Credentials.of("a shared key of the tests", 0);
    private static final String KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final Duration LIMIT = Duration.ofSeconds(120);
    /** Less than the 60 s of a node in production. */
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(30);

    private static DatabaseServer source;
    private static DatabaseServer target;

    @TempDir
    Path directory;

    private ZookeeperFixture zookeeper;
    private Coordination coordination;
    private ChannelControl control;
    /** Nothing listens there unless a test does. */
    private int managerPort = 1;
    /** Any free one, unless a test sets it. */
    private int httpPort;

    @BeforeAll
    static void startServers(ServerPool servers) {
        source = servers.take("mariadb-11.4");
        target = servers.take("mariadb-11.4");
        Workload.createSchema(source, target);
        for (DatabaseServer server : List.of(source, target)) {
            server.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(50), price DECIMAL(9,2), code VARCHAR(9) UNIQUE)",
                    "CREATE TABLE shop.part (a INT, b VARCHAR(20), c INT, PRIMARY KEY (b, a))");
        }
        source.execute(
                "CREATE DATABASE retl",
                "CREATE TABLE retl.retl_buffer (ID BIGINT AUTO_INCREMENT, TABLE_ID INT NOT NULL, FULL_NAME varchar(512),"
                        + " TYPE CHAR(1) NOT NULL, PK_DATA VARCHAR(256) NOT NULL, GMT_CREATE TIMESTAMP NOT NULL,"
                        + " GMT_MODIFIED TIMESTAMP NOT NULL, PRIMARY KEY (ID))",
                "CREATE TABLE shop.person (id INT PRIMARY KEY, name VARCHAR(50), secret VARCHAR(50))");
        target.execute("CREATE DATABASE crm", "CREATE TABLE crm.customer (id INT PRIMARY KEY, full_name VARCHAR(50))");
    }

    @AfterAll
    static void stopServers() {
        source.close();
        target.close();
    }

    @BeforeEach
    void start() {
        target.execute("DROP DATABASE IF EXISTS retl");
        zookeeper = ZookeeperFixture.single();
        coordination = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(5)), new SecretKey(KEY));
        coordination.awaitConnected(Duration.ofSeconds(10));
        control = new ChannelControl(coordination, Clock.systemUTC());
        new ConfigStore(coordination).publishNodes(List.of(new NodeConfig(1, "n1", "127.0.0.1", FreePorts.pick())));
    }

    @AfterEach
    void stop() {
        coordination.close();
        zookeeper.close();
    }

    @Test
    void randomTransactionsArriveAlsoAcrossARestart() {
        publish(pair(1, "work", ".*", "work", ".*"));
        Workload workload = new Workload(System.nanoTime());
        try (Node node = node()) {
            workload.run(source, 600, 50);
            new TableComparer(source, target).awaitEqual(Workload.TABLES, LIMIT, "first half");
        }
        workload.run(source, 300, 50);
        try (Node node = node()) {
            workload.run(source, 100, 300);
            new TableComparer(source, target).awaitEqual(Workload.TABLES, LIMIT, "second half");
        }
    }

    @Test
    void aNewPipelineIsReadyOnlyOnceTheTargetKeepsThePlaceWhereReadingBegins() throws Exception {
        publish(pair(1, "shop", "part", "shop", "part"));
        source.stop();
        try (Node node = startNode()) {
            await().atMost(LIMIT).until(() -> mainstem().isPresent());
            await().during(Duration.ofSeconds(3))
                    .atMost(LIMIT)
                    .until(() -> mainstem().filter(MainstemState::ready).isEmpty());
            source.restart();
            awaitReady();
            assertThat(rows("SELECT count(*) FROM retl.retl_checkpoint WHERE BINLOG_FILE <> ''"))
                    .isEqualTo("1;");
            source.execute("DELETE FROM shop.part", "INSERT INTO shop.part VALUES (7, 'first', 70)");
            new TableComparer(source, target).awaitEqual(List.of("shop.part"), LIMIT, "rows since it was ready");
        } finally {
            source.restart();
        }
    }

    @Test
    void aTargetThatCannotBeReachedHoldsUpNothingElse() throws Exception {
        publish(pair(1, "shop", "part", "shop", "part"));
        httpPort = FreePorts.pick();
        Node node = node();
        try {
            SecretKey key = new SecretKey(KEY);
            DataMediaSource nobody = media(2, target, FreePorts.pick(), key);
            publish(8, 80, nobody, pair(2, "work", ".*", "work", ".*"));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(http("/health"))
                            .contains("DATABASE_UNREACHABLE", String.valueOf(nobody.port())));

            control.move(7, ChannelStatus.STOP, "", "test");
            await().atMost(Duration.ofSeconds(20)).until(() -> mainstem().isEmpty());
            control.move(7, ChannelStatus.START, "", "test");
            awaitReady();
            source.execute("DELETE FROM shop.part", "INSERT INTO shop.part VALUES (8, 'meanwhile', 80)");
            new TableComparer(source, target).awaitEqual(List.of("shop.part"), LIMIT, "beside the other");

            control.move(8, ChannelStatus.STOP, "", "test");
            Mainstem mainstem = new Mainstem(coordination, Clock.systemUTC());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> mainstem.state(8, 80).isEmpty());
            control.move(8, ChannelStatus.START, "", "test");
            await().atMost(LIMIT).until(() -> mainstem.state(8, 80).isPresent());
        } finally {
            long begun = System.nanoTime();
            node.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void columnsAreRenamedAndLeftOut() throws Exception {
        publish(new MediaPair(
                1,
                new DataMedia(1, 1, "shop", "person"),
                new DataMedia(2, 2, "crm", "customer"),
                5,
                new ColumnView(
                        ColumnPairMode.INCLUDE,
                        List.of(new ColumnPair("id", "id"), new ColumnPair("name", "full_name")),
                        List.of())));
        try (Node node = node()) {
            source.execute(
                    "INSERT INTO shop.person VALUES (1, '水獺', 'x'), (2, 'b', 'y'), (3, 'c', 'z')",
                    "UPDATE shop.person SET name = 'changed' WHERE id = 2",
                    "UPDATE shop.person SET id = 30 WHERE id = 3",
                    "DELETE FROM shop.person WHERE id = 1");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(rows("SELECT * FROM crm.customer ORDER BY id"))
                            .isEqualTo("2,changed;30,c;"));
        }
    }

    @Test
    void aDuplicateOfAnotherUniqueKeyStopsThePipelineAndOverwritesNothing() throws Exception {
        httpPort = FreePorts.pick();
        publish(pair(1, "shop", "item", "shop", "item"));
        target.execute("INSERT INTO shop.item VALUES (1, 'mine', 1, 'a')");
        try (Node node = node()) {
            source.execute("INSERT INTO shop.item VALUES (2, 'theirs', 2, 'a')");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(control.state(7).status()).isEqualTo(ChannelStatus.PAUSE));
            assertThat(control.state(7).reason()).contains("LOAD_DATA", "shop.item", "id = 2");
            await().atMost(LIMIT).untilAsserted(() -> {
                String metrics = http("/metrics");
                assertThat(metrics)
                        .as("a pipeline that is paused is still there")
                        .contains("sync_pipeline_up{channel=\"shop7\",node=\"n1\",pipeline=\"line7\"} 0\n")
                        .doesNotContain("sync_lag_seconds{channel=\"shop7\",node=\"n1\",pipeline=\"line7\"} 0\n");
                assertThat(metrics)
                        .contains(
                                "# TYPE sync_retries_total counter\n",
                                "sync_retries_total{channel=\"shop7\",code=\"LOAD_DATA\",node=\"n1\",pipeline=\"line7\"} ",
                                "sync_retries_total{channel=\"shop7\",code=\"LOAD_TRANSIENT\",node=\"n1\",pipeline=\"line7\"} 0\n",
                                "sync_pipeline_state{channel=\"shop7\",node=\"n1\",pipeline=\"line7\",state=\"stopped\"} 1\n",
                                "sync_rows_total{channel=\"shop7\",node=\"n1\",op=\"insert\",pipeline=\"line7\"} 0\n");
                assertThat(http("/health")).contains("\"state\":\"STOPPED\"", "LOAD_DATA");
            });
            assertThat(rows("SELECT * FROM shop.item")).isEqualTo("1,mine,1.00,a;");
            String stopped = http("/metrics");
            target.execute("DELETE FROM shop.item");
            control.move(7, ChannelStatus.START, "", "test");
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(rows("SELECT * FROM shop.item")).isEqualTo("2,theirs,2.00,a;"));
            await().atMost(LIMIT).untilAsserted(() -> namesAllThatIsShipped(stopped + http("/metrics")));
        }
    }

    @Test
    void rowsThatAFilterDropsAreSeenAndNotApplied() throws Exception {
        publish(new MediaPair(
                9,
                new DataMedia(1, 1, "shop", "part"),
                new DataMedia(2, 2, "shop", "part"),
                5,
                ColumnView.ALL,
                "c > 100",
                ""));
        source.execute("DELETE FROM shop.part");
        target.execute("DELETE FROM shop.part");
        List<StatisticsReport> heard = new CopyOnWriteArrayList<>();
        List<ProcessReport> figures = new CopyOnWriteArrayList<>();
        httpPort = FreePorts.pick();
        try (RpcServer manager = new RpcServer(
                "the port of a manager",
                "127.0.0.1",
                0,
                CREDENTIALS,
                MessageTypes.of(StatisticsReport.TYPE, ProcessReport.TYPE),
                new RpcHandlers()
                        .onMessage(StatisticsReport.TYPE, heard::add)
                        .onMessage(ProcessReport.TYPE, figures::add))) {
            managerPort = manager.port();
            try (Node node = node()) {
                source.execute(
                        "INSERT INTO shop.part VALUES (1, 'dropped', 1)",
                        "INSERT INTO shop.part VALUES (2, 'kept', 200), (3, 'kept', 300)",
                        "UPDATE shop.part SET c = c + 1 WHERE a < 3",
                        "DELETE FROM shop.part WHERE a = 1");
                await().atMost(LIMIT).untilAsserted(() -> {
                    assertThat(heard).isNotEmpty();
                    StatisticsReport.Pipeline last =
                            heard.get(heard.size() - 1).pipelines().get(0);
                    assertThat(last.seen()).containsExactly(new StatisticsReport.Pair(9, 3, 2, 1));
                    assertThat(last.applied()).containsExactly(new StatisticsReport.Pair(9, 2, 1, 0));
                });
                await().atMost(LIMIT).untilAsserted(() -> assertThat(figures).isNotEmpty());
                assertThat(figures).allSatisfy(figure -> {
                    assertThat(figure.nid()).isEqualTo(1);
                    assertThat(figure.heapBytes()).isBetween(1L << 20, figure.heapMaxBytes());
                    assertThat(figure.cores())
                            .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
                    assertThat(figure.threads()).isGreaterThan(5);
                });
                assertThat(HttpClient.newHttpClient()
                                .send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.2:" + httpPort + "/metrics"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .as("without the token")
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void theFreeDoorWritesRowsAsTheyAreNow() throws Exception {
        publish(pair(1, "shop", "part", "shop", "part"));
        try (Node node = node()) {
            source.execute("INSERT INTO shop.part VALUES (1, 'x', 10), (2, 'y', 20), (3, '', 30)");
            new TableComparer(source, target).awaitEqual(List.of("shop.part"), LIMIT, "rows");
            target.execute("DELETE FROM shop.part", "INSERT INTO shop.part VALUES (9, 'gone', 1)");
            source.execute(
                    "INSERT INTO retl.retl_buffer SELECT null, 0, 'shop.part', 'I', concat(a, char(1), b), now(), now() FROM shop.part",
                    "INSERT INTO retl.retl_buffer VALUES (null, 1, '', 'D', concat(9, char(1), 'gone'), now(), now())",
                    "INSERT INTO retl.retl_buffer VALUES (null, 0, 'shop.nothing', 'I', 'x', now(), now())",
                    "INSERT INTO retl.retl_buffer VALUES (null, 0, 'shop.part', 'I', 'x', now(), now())");
            new TableComparer(source, target).awaitEqual(List.of("shop.part"), LIMIT, "resynced rows");
        }
    }

    @Test
    void nothingIsWrittenWhileZookeeperIsSilentAndAllOfItAfterwards() throws Exception {
        publish(pair(1, "shop", "part", "shop", "part"));
        source.execute("DELETE FROM shop.part");
        target.execute("DELETE FROM shop.part");
        try (Node node = node()) {
            source.execute("INSERT INTO shop.part VALUES (1, 'before', 1)");
            await().atMost(LIMIT).until(() -> rows("SELECT b FROM shop.part").equals("before;"));
            zookeeper.stop();
            await().atMost(LIMIT).until(() -> coordination.state() != SessionState.CONNECTED);
            // The node's own session notices at about the same moment.
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            source.execute("INSERT INTO shop.part VALUES (2, 'silence', 2)");
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> rows("SELECT b FROM shop.part ORDER BY a").equals("before;"));
            zookeeper.restart();
            await().atMost(LIMIT)
                    .until(() -> rows("SELECT b FROM shop.part ORDER BY a").equals("before;silence;"));
        }
    }

    @Test
    void whatADrainedNodeCannotApplyInTimeIsReadAgainOnce() throws Exception {
        publish(pair(1, "shop", "part", "shop", "part"));
        Drains drains = new Drains(coordination, Clock.systemUTC());
        ListAppender<ILoggingEvent> said = listenTo("io.otter.node.supervisor");
        try (Node node = new Node(settings(), Duration.ofSeconds(1));
                Connection other = target.connect();
                Statement statement = other.createStatement()) {
            awaitReady();
            source.execute("DELETE FROM shop.part", "INSERT INTO shop.part VALUES (1, 'held', 1)");
            await().atMost(LIMIT).until(() -> rows("SELECT c FROM shop.part").equals("1;"));
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM shop.part FOR UPDATE");
            source.execute("UPDATE shop.part SET c = c + 1", "INSERT INTO shop.part VALUES (2, 'later', 2)");
            await().atMost(LIMIT)
                    .until(() ->
                            rows("SELECT count(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'")
                                    .equals("1;"));

            drains.drain(1, "the test");
            await().atMost(LEAVES_WITHIN).until(() -> mainstem().isEmpty());
            assertThat(said.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(message -> assertThat(message)
                            .contains("LEAVING -> STOPPED: the node is drained; ")
                            .contains(" batches were not applied within 1 s and are read again"));

            other.rollback();
            drains.end(1);
            awaitReady();
            await().atMost(LIMIT)
                    .until(() -> rows("SELECT a, c FROM shop.part ORDER BY a").equals("1,2;2,2;"));
            new TableComparer(source, target).awaitEqual(List.of("shop.part"), LIMIT, "after the drain");
        } finally {
            ((Logger) LoggerFactory.getLogger("io.otter.node.supervisor")).detachAppender(said);
        }
    }

    @Test
    void ddlArrivesInOrder() {
        publish(pair(1, "shop", "ddl_.*", "shop", "ddl_.*"));
        try (Node node = node()) {
            source.execute(
                    "CREATE TABLE shop.ddl_a (id INT PRIMARY KEY, a INT, b INT)",
                    "INSERT INTO shop.ddl_a VALUES (1, 2, 3)",
                    "ALTER TABLE shop.ddl_a ADD COLUMN n VARCHAR(9) DEFAULT 'd' AFTER id, DROP COLUMN a",
                    "INSERT INTO shop.ddl_a VALUES (2, 'two', 4)",
                    "CREATE TABLE shop.unmapped (x INT)",
                    "TRUNCATE shop.ddl_a",
                    "INSERT INTO shop.ddl_a VALUES (3, 'three', 5)",
                    "CREATE INDEX i ON shop.ddl_a (b)");
            new TableComparer(source, target).awaitEqual(List.of("shop.ddl_a"), LIMIT, "DDL");
        } finally {
            source.execute("DROP TABLE IF EXISTS shop.ddl_a, shop.unmapped");
            target.execute("DROP TABLE IF EXISTS shop.ddl_a");
        }
    }

    @Test
    void aWrongNidIsRefusedWithAMessage() throws Exception {
        Files.writeString(directory.resolve("nid"), "one");
        assertThatThrownBy(() -> NodeSettings.from(configuration(), directory))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NID))
                .hasMessageContaining("\"one\"");
        Files.writeString(directory.resolve("nid"), "99");
        assertThatThrownBy(() -> new Node(NodeSettings.from(configuration(), directory)))
                .hasMessageContaining("conf/nid")
                .hasMessageContaining("99");
        Files.delete(directory.resolve("nid"));
        assertThatThrownBy(() -> NodeSettings.from(configuration(), directory)).hasMessageContaining("nid");
    }

    @Test
    void aShortKeyOrAnUnknownPackingIsRefusedByName() throws IOException {
        Files.writeString(directory.resolve("nid"), "1");
        Map<String, String> keys = new HashMap<>(Map.of("otter.communication.key", "short", "otter.secret.key", KEY));
        assertThatThrownBy(() -> NodeSettings.from(ConfigurationFile.of(keys), directory))
                .hasMessageContaining("otter.communication.key has 5 bytes; it needs at least 16");
        keys.put("otter.communication.key", "a shared key of the tests");
        keys.put("otter.communication.compression", "gzip");
        assertThatThrownBy(() -> NodeSettings.from(ConfigurationFile.of(keys), directory))
                .hasMessageContaining("otter.communication.compression = gzip must be zstd, lz4 or none");
        keys.put("otter.communication.compression", "LZ4");
        assertThat(NodeSettings.from(ConfigurationFile.of(keys), directory).compression())
                .isEqualTo(Compression.LZ4);
    }

    @Test
    void returnsItsThreadDumpByRpc() throws Exception {
        try (Node node = startNode();
                RpcClient client = new RpcClient(MessageTypes.of(ThreadDump.TAKEN));
                RpcConnection connection = client.connect(address(), CREDENTIALS, LIMIT)) {
            String text = connection
                    .request(ThreadDump.ASKED, new ThreadDump(""), ThreadDump.TAKEN, LIMIT)
                    .text();
            assertThat(text).contains("\"main\" ", "io.otter.node.report.Threads.dump", "No deadlock.");
            assertEndsWhenTheKeyIsReplaced(client);
        }
    }

    /** As published, with no manager beside. */
    private void assertEndsWhenTheKeyIsReplaced(RpcClient client) throws Exception {
        ConfigurationFile all = ConfigurationFile.of(Map.of("otter.communication.key", "a shared key of the tests"));
        Credentials stolen = Credentials.from(
                ConfigurationFile.of(Map.of("otter.communication.nodeKey", Credentials.nodeKey(all, 2, 0))), 2);
        NodeConfig own = new ConfigStore(coordination).nodes().get(0);
        try (RpcConnection thief = client.connect(address(), stolen, LIMIT)) {
            assertThat(thief.isOpen()).isTrue();
            new ConfigStore(coordination).publishNodes(List.of(own, new NodeConfig(2, "n2", "127.0.0.1", 2088, 1)));
            await().atMost(LIMIT).until(() -> !thief.isOpen());
        }
        assertThatThrownBy(() -> client.connect(address(), stolen, LIMIT)).hasMessageContaining("was replaced");
    }

    private ServerAddress address() {
        NodeConfig published = new ConfigStore(coordination).nodes().get(0);
        return new ServerAddress(published.host(), published.port());
    }

    private Node node() {
        Node node = startNode();
        awaitReady();
        return node;
    }

    private Node startNode() {
        return new Node(settings());
    }

    private NodeSettings settings() {
        try {
            Files.writeString(directory.resolve("nid"), "1\n");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return NodeSettings.from(configuration(), directory);
    }

    private static ListAppender<ILoggingEvent> listenTo(String logger) {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        ((Logger) LoggerFactory.getLogger(logger)).addAppender(said);
        return said;
    }

    private void awaitReady() {
        await().atMost(LIMIT)
                .until(() -> mainstem().filter(MainstemState::ready).isPresent());
    }

    private Optional<MainstemState> mainstem() {
        return new Mainstem(coordination, Clock.systemUTC()).state(7, 70);
    }

    private ConfigurationFile configuration() {
        return ConfigurationFile.of(Map.of(
                "otter.zookeeper.cluster.default",
                zookeeper.connectString(),
                "otter.zookeeper.sessionTimeout",
                "5000",
                "otter.communication.key",
                "a shared key of the tests",
                "otter.node.data",
                directory.resolve("data").toString(),
                "otter.secret.key",
                KEY,
                "otter.manager.address",
                "127.0.0.1:" + managerPort,
                "otter.node.http.port",
                Integer.toString(httpPort),
                "otter.node.http.bind",
                "127.0.0.2",
                "otter.node.http.token",
                "a token of the tests"));
    }

    private static void namesAllThatIsShipped(String metrics) throws IOException {
        for (String file : List.of("otter-alerts.yml", "otter-dashboard.json")) {
            Matcher named =
                    Pattern.compile("\\bsync_[a-z_]+").matcher(Files.readString(Path.of("../conf/monitoring", file)));
            while (named.find()) {
                assertThat(metrics).as("what dashboard and alert rules name").contains("# TYPE " + named.group() + " ");
            }
        }
    }

    private String http(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.2:" + httpPort + path))
                                .header("Authorization", "Bearer a token of the tests")
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private void publish(MediaPair pair) {
        publish(7, 70, media(2, target, target.port(), new SecretKey(KEY)), pair);
    }

    private void publish(long channelId, long pipelineId, DataMediaSource to, MediaPair pair) {
        DataMediaSource from = media(1, source, source.port(), new SecretKey(KEY));
        CanalConfig canal = new CanalConfig(
                1,
                "src-log",
                List.of(new ServerAddress("127.0.0.1", source.port())),
                source.user(),
                from.password(),
                new StartPosition.Latest(),
                4_704 + channelId,
                true);
        PipelineConfig pipeline = new PipelineConfig(
                pipelineId,
                "line" + channelId,
                canal,
                from,
                List.of(to),
                List.of(1),
                List.of(1),
                PipelineParameters.DEFAULTS,
                List.of(pair));
        new ConfigStore(coordination)
                .publish(new ChannelConfig(
                        0, channelId, "shop" + channelId, SyncMode.ROW, Consistency.BASE, List.of(pipeline)));
        control.move(channelId, ChannelStatus.START, "", "test");
    }

    private static MediaPair pair(long id, String fromSchema, String fromTable, String toSchema, String toTable) {
        return new MediaPair(
                id,
                new DataMedia(1, 1, fromSchema, fromTable),
                new DataMedia(2, 2, toSchema, toTable),
                5,
                ColumnView.ALL);
    }

    private static DataMediaSource media(long id, DatabaseServer server, int port, SecretKey key) {
        return new DataMediaSource(
                id,
                "s" + id,
                SourceType.MYSQL,
                "127.0.0.1",
                port,
                server.user(),
                key.encrypt(server.password(), PasswordPlace.database("127.0.0.1", port, server.user())),
                Map.of());
    }

    private static String rows(String sql) throws Exception {
        StringBuilder text = new StringBuilder();
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : ",").append(result.getString(i));
                }
                text.append(';');
            }
        }
        return text.toString();
    }
}
