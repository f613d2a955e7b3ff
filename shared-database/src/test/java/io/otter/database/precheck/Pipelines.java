package io.otter.database.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.DdlKind;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.database.Servers;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.record.Records;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pipelines between two schemas of a server, and how a test fixes what a check has found. */
final class Pipelines {
    private Pipelines() {}

    static CheckResult failed(List<CheckResult> results, String check) {
        List<CheckResult> failed = results.stream()
                .filter(result -> result.check().equals(check) && !result.passed())
                .toList();
        assertThat(failed).as("failed %s of %s", check, results).hasSize(1);
        return failed.get(0);
    }

    static void fix(DatabaseServer server, CheckResult result) throws SQLException {
        assertThat(result.fixSql()).as(result.toString()).isNotEmpty();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : result.fixSql().split(";\\s*(\n|$)")) {
                statement.execute(sql);
            }
        }
    }

    /** Creates two schemas with one table each, and what Otter keeps in retl. */
    static void prepare(DatabaseServer server) {
        List<String> sql = new ArrayList<>(List.of(
                "DROP DATABASE IF EXISTS pre_a",
                "DROP DATABASE IF EXISTS pre_b",
                "DROP DATABASE IF EXISTS retl",
                "CREATE DATABASE pre_a",
                "CREATE DATABASE pre_b",
                "CREATE DATABASE retl",
                "CREATE TABLE pre_a.t (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET utf8mb4)",
                "CREATE TABLE pre_b.t (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET utf8mb4)",
                "CREATE TABLE retl.retl_checkpoint (PIPELINE_ID BIGINT PRIMARY KEY, EPOCH BIGINT)",
                "CREATE TABLE retl.retl_buffer (ID BIGINT PRIMARY KEY)",
                "SET GLOBAL binlog_format = 'ROW'",
                "SET GLOBAL binlog_row_image = 'FULL'"));
        if (!server.name().equals("mysql-5.6")) {
            sql.add("SET GLOBAL binlog_row_metadata = 'FULL'");
        }
        server.execute(sql.toArray(String[]::new));
    }

    static void user(DatabaseServer server, String user, String password) throws SQLException {
        boolean exists = !Servers.one(server, "SELECT COUNT(*) FROM mysql.user WHERE User = '" + user + "'")
                .equals("0");
        if (exists) {
            server.execute("DROP USER `" + user + "`@`%`");
        }
        server.execute("CREATE USER `" + user + "`@`%` IDENTIFIED BY '" + password + "'");
    }

    static String lastLog(DatabaseServer server) throws SQLException {
        return Servers.one(server, "SHOW MASTER STATUS");
    }

    static MediaPair pair(String schema, String table, String targetSchema, String targetTable) {
        return pair(schema, table, targetSchema, targetTable, ColumnView.ALL);
    }

    static MediaPair pair(String schema, String table, String targetSchema, String targetTable, ColumnView view) {
        return new MediaPair(
                1, new DataMedia(1, 1, schema, table), new DataMedia(2, 1, targetSchema, targetTable), 5, view);
    }

    static PipelineConfig pipeline(DatabaseServer server) {
        return pipeline(server, pair("pre_a", "t", "pre_b", "t"));
    }

    /** The same with a policy for TRUNCATE. */
    static PipelineConfig truncating(PipelineConfig pipeline, DdlPolicy policy) {
        PipelineParameters defaults = pipeline.parameters();
        return new PipelineConfig(
                pipeline.id(),
                pipeline.name(),
                pipeline.canal(),
                pipeline.source(),
                pipeline.targets(),
                pipeline.selectNodes(),
                pipeline.loadNodes(),
                Records.with(defaults, "ddl", Map.of(DdlKind.TRUNCATE, policy)),
                pipeline.pairs(),
                pipeline.origins());
    }

    static PipelineConfig pipeline(DatabaseServer server, MediaPair pair) {
        return pipeline(server, server.user(), server.password(), new StartPosition.Latest(), 7_000_001, pair);
    }

    static PipelineConfig pipeline(DatabaseServer server, String user, String password) {
        MediaPair pair = pair("pre_a", "t", "pre_b", "t");
        return pipeline(server, user, password, new StartPosition.Latest(), 7_000_001, pair);
    }

    static PipelineConfig pipeline(DatabaseServer server, StartPosition start, long serverId) {
        MediaPair pair = pair("pre_a", "t", "pre_b", "t");
        return pipeline(server, server.user(), server.password(), start, serverId, pair);
    }

    static PipelineConfig pipeline(
            DatabaseServer server, String user, String password, StartPosition start, long serverId, MediaPair pair) {
        DataMediaSource source = Servers.source(server, user, password, Map.of());
        CanalConfig canal = new CanalConfig(
                1,
                "log",
                List.of(new ServerAddress(server.host(), server.port())),
                user,
                source.password(),
                start,
                serverId,
                true);
        return new PipelineConfig(
                7,
                "a-to-b",
                canal,
                source,
                List.of(source),
                List.of(1),
                List.of(1),
                PipelineParameters.DEFAULTS,
                List.of(pair));
    }
}
