package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A canal that is moved is read from there at the next start, whatever the target's checkpoint said. */
@Tag("slow")
class MovedPositionIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void theNextStartBeginsWhereTheCanalWasMovedTo(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan)) {
            for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
                server.execute("CREATE DATABASE moved", "CREATE TABLE moved.row_of (id INT PRIMARY KEY)");
            }
            deployment.api().apply(deployment.sourcesDocument() + """
                    channels:
                      - name: moved
                        pipelines:
                          - name: one-way
                            canal: src-log
                            select: [n1]
                            load: [n1]
                            parameters: {ddlSync: false}
                            pairs:
                              - {from: {source: src, schema: moved, table: ".*"}, to: {source: dst, schema: moved, table: ".*"}}
                    """);
            start(deployment);
            String[] before = place(deployment.source());
            deployment.source().execute("INSERT INTO moved.row_of VALUES (1), (2)");
            awaitRows(deployment, "1,2");

            assertThatThrownBy(() -> deployment.api().move("src-log", "\"latest\""))
                    .hasMessageContaining("409")
                    .hasMessageContaining("stop it first");

            stop(deployment);
            deployment.target().execute("DELETE FROM moved.row_of");
            deployment.api().move("src-log", "{\"file\":\"" + before[0] + "\",\"offset\":" + before[1] + "}");
            start(deployment);
            awaitRows(deployment, "1,2");

            stop(deployment);
            deployment.source().execute("INSERT INTO moved.row_of VALUES (3)");
            deployment.api().move("src-log", "\"latest\"");
            start(deployment);
            deployment.source().execute("INSERT INTO moved.row_of VALUES (4)");
            awaitRows(deployment, "1,2,4");

            stop(deployment);
            String gtid = one(deployment.source(), "SELECT @@gtid_binlog_pos");
            deployment.source().execute("INSERT INTO moved.row_of VALUES (5)");
            deployment.api().move("src-log", "{\"gtid\":\"" + gtid + "\"}");
            start(deployment);
            awaitRows(deployment, "1,2,4,5");

            stop(deployment);
            deployment.source().execute("INSERT INTO moved.row_of VALUES (6)");
            long next = Long.parseLong(one(deployment.source(), "SELECT UNIX_TIMESTAMP() + 1"));
            await().atMost(LIMIT)
                    .until(() -> Long.parseLong(one(deployment.source(), "SELECT UNIX_TIMESTAMP()")) >= next);
            deployment.source().execute("INSERT INTO moved.row_of VALUES (7)");
            deployment.api().move("src-log", "{\"timestamp\":" + next * 1000 + "}");
            start(deployment);
            awaitRows(deployment, "1,2,4,5,7");

            stop(deployment);
            deployment.target().execute("DELETE FROM moved.row_of");
            deployment.api().move("src-log", "\"earliest\"");
            start(deployment);
            awaitRows(deployment, "1,2,3,4,5,6,7");

            goesOnFromTheCursorOfAnOldInstallation(deployment);
        }
    }

    /** Its cursor is at the event that ended the last transaction it had applied; rows are written before it is taken over. */
    private static void goesOnFromTheCursorOfAnOldInstallation(Deployment deployment) throws Exception {
        stop(deployment);
        String[] begun = place(deployment.source());
        deployment.source().execute("INSERT INTO moved.row_of VALUES (8)");
        String xid = one(
                deployment.source(),
                "SHOW BINLOG EVENTS IN '" + begun[0] + "' FROM " + begun[1] + " LIMIT 100",
                row -> row.getString("Event_type").equals("Xid"),
                "Pos");
        deployment.source().execute("INSERT INTO moved.row_of VALUES (9)");
        deployment.target().execute("INSERT INTO moved.row_of VALUES (8)");
        String pipeline = one(deployment.target(), "SELECT ID FROM otter.PIPELINE WHERE NAME = 'one-way'");
        try (ZookeeperFixture old = ZookeeperFixture.single();
                CuratorFramework tree = CuratorFrameworkFactory.newClient(old.connectString(), new RetryOneTime(100))) {
            tree.start();
            tree.create()
                    .creatingParentsIfNeeded()
                    .forPath(
                            "/otter/canal/destinations/src-log/" + pipeline + "/cursor",
                            ("{\"@type\":\"com.alibaba.otter.canal.protocol.position.LogPosition\",\"identity\":{\"slaveId\":-1,"
                                            + "\"sourceAddress\":{\"address\":\"localhost\",\"port\":3306}},\"postion\":{\"gtid\":\"\","
                                            + "\"included\":false,\"journalName\":\"" + begun[0] + "\",\"position\":"
                                            + xid
                                            + ",\"serverId\":1,\"timestamp\":1677585600000}}")
                                    .getBytes(StandardCharsets.UTF_8));
            assertThat(deployment.api().takeCursors(old.connectString())).contains("\"taken\":true");
        }
        deployment.source().execute("INSERT INTO moved.row_of VALUES (10)");
        start(deployment);
        awaitRows(deployment, "1,2,3,4,5,6,7,8,9,10");
    }

    private static void start(Deployment deployment) {
        deployment.api().start("moved");
        await().atMost(LIMIT).until(() -> deployment.api().status("moved").contains("\"running\":true"));
    }

    private static void stop(Deployment deployment) {
        deployment.api().stop("moved");
        await().atMost(LIMIT).until(() -> deployment.api().status("moved").contains("\"mainstem\":null"));
    }

    private static void awaitRows(Deployment deployment, String ids) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                one(deployment.target(), "SELECT GROUP_CONCAT(id ORDER BY id) FROM moved.row_of"))
                        .isEqualTo(ids));
    }

    private static String[] place(DatabaseServer server) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW MASTER STATUS")) {
            row.next();
            return new String[] {row.getString(1), row.getString(2)};
        }
    }

    /** The column of the first row that is wanted. */
    private static String one(DatabaseServer server, String sql, Wanted wanted, String column) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                if (wanted.is(result)) {
                    return result.getString(column);
                }
            }
        }
        throw new AssertionError("no such row: " + sql);
    }

    /** Tells rows apart. */
    private interface Wanted {
        boolean is(ResultSet row) throws SQLException;
    }

    private static String one(DatabaseServer server, String sql) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }
}
