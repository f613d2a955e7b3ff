package io.otter.node.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("servers")
@ExtendWith(SharedServers.class)
class LookUpTest {
    private static final SecretKey KEY = new SecretKey("a secret key of the tests");

    @Test
    void rowsRequestedByAnotherKeyAreRequestedAgain(ServerPool servers) {
        try (DatabaseServer source = servers.take("mysql-8.0")) {
            source.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (a INT, b INT, v INT, PRIMARY KEY (a, b))",
                    "INSERT INTO shop.item VALUES (1, 1, 7), (2, 2, 8)");
            try (SourceRows rows = new SourceRows(media(source), new DatabaseConnector(KEY))) {
                TableSchema table = rows.table(new TableName("shop", "item")).orElseThrow();
                Row one = row(1, 1);
                Row other = row(2, 2);
                LookUp early = new LookUp(rows);
                assertThat(early.want(table, one)).isTrue();
                source.execute("ALTER TABLE shop.item DROP PRIMARY KEY, ADD PRIMARY KEY (a)");
                rows.forget();
                assertThatThrownBy(() -> early.want(table, other))
                        .isInstanceOf(SourceRows.LookAgainException.class)
                        .hasMessageContaining("shop.item");

                LookUp again = new LookUp(rows);
                assertThat(again.want(table, one)).isTrue();
                assertThat(again.want(table, other)).isTrue();
                again.run();
                assertThat(again.rowOf(table, other).orElseThrow().get(2)).isEqualTo(8L);
            }
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
                KEY.encrypt(server.password()),
                Map.of());
    }
}
