package io.otter.manager.web;

import static org.awaitility.Awaitility.await;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.util.Map;

/** A manager with made-up channels, for tests of its pages. */
final class PlayedPages implements AutoCloseable {
    /** A name of maximum length, with all kinds of characters. */
    static final String LONG_NAME = "unused 🦦🐟 数据源 " + "x".repeat(200 - 16);

    final DatabaseServer server;
    final ZookeeperFixture zookeeper;
    final TestManager manager;

    PlayedPages(ServerPool servers) throws Exception {
        System.setProperty(FakeChannels.WANTED, "true");
        server = servers.take("mysql-8.0");
        zookeeper = ZookeeperFixture.single();
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        await().until(() -> manager.context().getBean(Health.class).zookeeper());
        HttpResponse<String> answer = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                .put(
                        "spec",
                        """
                zookeepers:
                  - {name: east, servers: ["10.0.0.1:2181", "10.0.0.2:2181"]}
                  - {name: near, servers: ["127.0.0.1:1", "%s"]}
                nodes: [{name: n1, nid: 1, ip: 10.0.0.11, zookeeper: east}, {name: n2, nid: 2, ip: 10.0.0.12}, {name: hz1, nid: 3, ip: 10.1.0.11}]
                groups:
                  - {name: halls, master: "127.0.0.1:1", standby: "127.0.0.1:2", description: East / west}
                  - {name: lonely, master: "127.0.0.1:3"}
                sources:
                  - {name: shop-mysql, group: halls, username: otter, password: p}
                  - {name: warehouse, host: %s, port: %d, username: "%s", password: "%s"}
                  - {name: "%s", host: db3.example.com, username: otter, password: p}
                canals: [{name: shop-log, source: shop-mysql, tsdb: true}, {name: unused-log, source: shop-mysql}]
                channels:
                  - name: shop
                    pipelines:
                      - name: src-to-dst
                        canal: shop-log
                        select: [n1]
                        load: [n1, n2]
                        pairs:
                          - from: {source: shop-mysql, schema: shop, table: order_.*}
                            to: {source: warehouse, schema: shop, table: .*}
                          - from: {source: shop-mysql, schema: shop, table: users}
                            to: {source: warehouse, schema: crm, table: customers}
                            weight: 7
                            filter: "status == 2"
                            columns: {pairs: {id: id, name: full_name}, groups: [[id, name]]}
                          - from: {source: shop-mysql, schema: shop, table: "stock_[1-128]"}
                            to: {source: warehouse, schema: shop, table: "stock_[1-128]"}
                            columns: {mode: EXCLUDE, pairs: [note]}
                  - {name: crm, pipelines: [{name: src-to-crm, canal: shop-log, select: [n1], load: [n1], pairs: [{from: {source: shop-mysql, schema: s, table: t}, to: {source: warehouse, schema: s, table: t}}]}]}
                  - {name: archive, pipelines: [{name: orders, canal: shop-log, select: [n1], load: [n1], pairs: [{from: {source: shop-mysql, schema: s, table: t}, to: {source: warehouse, schema: s, table: t}}]}]}
                  - {name: night, pipelines: [{name: night-batch, canal: shop-log, select: [n1], load: [n1], pairs: [{from: {source: shop-mysql, schema: s, table: t}, to: {source: warehouse, schema: s, table: t}}]}]}
                  - name: two-sites
                    pipelines:
                      - {name: hz-to-us, canal: shop-log, select: [n1], load: [n1], pairs: [{from: {source: shop-mysql, schema: s, table: t}, to: {source: warehouse, schema: s, table: t}}]}
                      - {name: us-to-hz, canal: shop-log, select: [n1], load: [n1], pairs: [{from: {source: shop-mysql, schema: s, table: t}, to: {source: warehouse, schema: s, table: t}}]}
                """.formatted(
                                        zookeeper.connectString(),
                                        server.host(),
                                        server.port(),
                                        server.user(),
                                        server.password(),
                                        LONG_NAME),
                        "application/yaml");
        org.assertj.core.api.Assertions.assertThat(answer.statusCode())
                .as(answer.body())
                .isEqualTo(200);
        fill();
    }

    /** Creates a checkpoint to be shown. */
    private void fill() {
        server.execute(
                "CREATE DATABASE IF NOT EXISTS retl",
                """
                CREATE TABLE IF NOT EXISTS retl.retl_checkpoint (PIPELINE_ID BIGINT NOT NULL PRIMARY KEY,
                CHANNEL_ID BIGINT NOT NULL, EPOCH BIGINT NOT NULL, BINLOG_FILE VARCHAR(255) NOT NULL,
                BINLOG_OFFSET BIGINT NOT NULL, GTID_SET LONGTEXT NOT NULL, SOURCE_UUID VARCHAR(64) NOT NULL,
                COMMIT_TIME_MILLIS BIGINT NOT NULL, MODIFIED_MILLIS BIGINT NOT NULL) ENGINE=InnoDB""",
                "REPLACE INTO retl.retl_checkpoint VALUES (1, 1, 5, 'mysql-bin.000042', 1234567,"
                        + " '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-88123', '', 1767225600000, 0)");
    }

    @Override
    public void close() {
        System.clearProperty(FakeChannels.WANTED);
        manager.close();
        zookeeper.close();
        server.close();
    }
}
