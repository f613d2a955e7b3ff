package io.otter.node.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.database.login.ServerLogin;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.binlog.LogAhead;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.schema.LaterChanges;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("servers")
@ExtendWith(SharedServers.class)
class LookUpTest {
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

    @Test
    void rowsRequestedByAnotherKeyAreRequestedAgain(ServerPool servers) {
        try (DatabaseServer source = servers.take("mysql-8.0")) {
            source.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (a INT, b INT, v INT, PRIMARY KEY (a, b))",
                    "INSERT INTO shop.item VALUES (1, 1, 7), (2, 2, 8)");
            try (SourceRows rows = new SourceRows("p", media(source), new DatabaseConnector(KEY))) {
                TableAge age = age(source, rows);
                TableSchema table =
                        rows.table(new TableName("shop", "item")).orElseThrow().schema();
                Row one = row(1, 1);
                Row other = row(2, 2);
                LookUp early = new LookUp(rows, age);
                assertThat(early.want(table, one, end(source))).isTrue();
                source.execute("ALTER TABLE shop.item DROP PRIMARY KEY, ADD PRIMARY KEY (a)");
                rows.forget();
                assertThatThrownBy(() -> early.want(table, other, end(source)))
                        .isInstanceOf(SourceRows.LookAgainException.class)
                        .hasMessageContaining("shop.item");

                LookUp again = new LookUp(rows, age);
                assertThat(again.want(table, one, end(source))).isTrue();
                assertThat(again.want(table, other, end(source))).isTrue();
                again.run();
                assertThat(again.rowOf(table, other).orElseThrow().get(2)).isEqualTo(8L);
            }
        }
    }

    @Test
    void aValueUnderANameThatAnotherColumnHasNowIsNotLookedUp(ServerPool servers) {
        try (DatabaseServer source = servers.take("mysql-8.0")) {
            source.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, b VARCHAR(9), c VARCHAR(9))",
                    "INSERT INTO shop.item VALUES (1, 'b', 'c')");
            TableName name = new TableName("shop", "item");
            Row image = row(1, 0);
            try (SourceRows rows = new SourceRows("p", media(source), new DatabaseConnector(KEY))) {
                TableAge age = age(source, rows);
                SourceTable logged = rows.table(name).orElseThrow();
                BatchTransaction then = end(source);
                LookUp before = new LookUp(rows, age);
                assertThat(before.want(logged.schema(), image, then)).isTrue();
                source.execute("ALTER TABLE shop.item CHANGE b x VARCHAR(9), CHANGE c b VARCHAR(9)");
                assertThatThrownBy(before::run).isInstanceOf(SourceRows.LookAgainException.class);

                rows.forget();
                assertThat(new LookUp(rows, age).want(logged.schema(), image, then))
                        .isFalse();
                source.execute("ALTER TABLE shop.item CHANGE b c VARCHAR(9), CHANGE x b VARCHAR(9)");
                source.execute("ALTER TABLE shop.item CHANGE b c VARCHAR(9) AFTER id, CHANGE c b VARCHAR(9)");
                rows.forget();
                SourceTable exchanged = rows.table(name).orElseThrow();
                assertThat(exchanged.version().columns()).isEqualTo(List.of("id", "c", "b"));
                source.execute("ALTER TABLE shop.item MODIFY b VARCHAR(9) AFTER id");
                rows.forget();
                SourceTable now = rows.table(name).orElseThrow();
                assertThat(now.version().columns()).isEqualTo(logged.version().columns());
                assertThat(new LookUp(rows, age).want(logged.schema(), image, then))
                        .isFalse();
                assertThat(new LookUp(rows, age).want(logged.schema(), image, end(source)))
                        .as("a row that was logged after all of it")
                        .isTrue();
            }
        }
    }

    @Test
    void aColumnThatGotAnotherTypeSinceIsLookedAtAgain(ServerPool servers) {
        try (DatabaseServer source = servers.take("mysql-8.0")) {
            source.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, b VARBINARY(9), c INT)",
                    "INSERT INTO shop.item VALUES (1, 'b', 7)");
            for (String ddl : List.of(
                    "ALTER TABLE shop.item RENAME COLUMN b TO c, RENAME COLUMN c TO b",
                    "ALTER TABLE shop.item MODIFY b TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP",
                    "ALTER TABLE shop.item MODIFY b VARCHAR(30)",
                    "ALTER TABLE shop.item MODIFY c DATE")) {
                try (SourceRows rows = new SourceRows("p", media(source), new DatabaseConnector(KEY))) {
                    TableAge age = age(source, rows);
                    SourceTable logged =
                            rows.table(new TableName("shop", "item")).orElseThrow();
                    LookUp before = new LookUp(rows, age);
                    assertThat(before.want(logged.schema(), row(1, 0), end(source)))
                            .isTrue();
                    source.execute("UPDATE shop.item SET b = NULL, c = NULL", ddl);
                    source.execute("SET SESSION sql_mode = ''", "UPDATE shop.item SET b = NOW(), c = NOW()");
                    assertThatThrownBy(before::run).isInstanceOf(SourceRows.LookAgainException.class);
                }
            }
        }
    }

    private static TableAge age(DatabaseServer source, SourceRows rows) {
        DataMediaSource media = media(source);
        CanalConfig canal = new CanalConfig(
                1,
                "canal",
                List.of(new ServerAddress("127.0.0.1", source.port())),
                media.username(),
                media.password(),
                new StartPosition.Latest(),
                900_099,
                false);
        ServerLogin login = ServerLogin.of(canal, KEY, new DatabaseConnector(KEY).certificates());
        return new TableAge(rows, new LaterChanges(new LogAhead(canal, login)));
    }

    /** A transaction that ends where the log does now, a minute later. */
    private static BatchTransaction end(DatabaseServer source) {
        String[] end = row(source, "SHOW MASTER STATUS");
        BinlogPosition at =
                new BinlogPosition(end[0], Long.parseLong(end[1]), "", source.value("SELECT @@GLOBAL.server_uuid"), 0);
        return new BatchTransaction(true, true, List.of(), at, System.currentTimeMillis() + 60_000);
    }

    private static String[] row(DatabaseServer server, String sql) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new String[] {row.getString(1), row.getString(2)};
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Row row(long a, long b) {
        return new Row(new Object[] {a, b, Row.ABSENT});
    }

    private static DataMediaSource media(DatabaseServer server) {
        return new DataMediaSource(
                1,
                "src",
                SourceType.MYSQL,
                "127.0.0.1",
                server.port(),
                server.user(),
                KEY.encrypt(server.password(), PasswordPlace.database("127.0.0.1", server.port(), server.user())),
                Map.of());
    }
}
