package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.model.Order;
import io.otter.common.model.PipelineParameters;
import io.otter.database.control.ControlScript;
import io.otter.database.control.ControlTable;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.record.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a pipeline does, by accounts with exactly the grants of the operator guide. */
@ExtendWith(SharedServers.class)
class LeastPrivilegeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern GRANT = Pattern.compile("(?m)^ *(GRANT [A-Z, ]+ ON \\S+ TO retl@'%');");
    private static final String READER = "least_reader";
    private static final String WRITER = "least_writer";

    @ParameterizedTest
    @CsvSource({"mysql-8.0,mariadb-11.4", "mariadb-11.4,mysql-8.0"})
    void theDocumentedGrantsAreEnough(String from, String to, ServerPool servers) throws Exception {
        try (DatabaseServer source = servers.take(from);
                DatabaseServer target = servers.take(to)) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                ControlScript script = new ControlScript();
                server.execute(script.createSchema());
                for (ControlTable table : ControlTable.values()) {
                    server.execute(script.create(table));
                }
                server.execute(
                        "CREATE DATABASE shop",
                        "CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(20))",
                        "CREATE USER " + READER + "@'%' IDENTIFIED BY '" + server.password() + "'",
                        "CREATE USER " + WRITER + "@'%' IDENTIFIED BY '" + server.password() + "'",
                        "GRANT SELECT ON walk.* TO " + READER + "@'%'",
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON walk.* TO " + WRITER + "@'%'");
            }
            List<String> documented = documented();
            assertThat(documented).hasSize(6);
            source.execute(of(documented.subList(0, 3), READER));
            target.execute(of(documented.subList(3, 6), WRITER));
            source.execute("INSERT INTO shop.item VALUES (1, 'before')");
            try (Walk walk = new Walk(source, target, modes())) {
                source.execute(
                        "INSERT INTO shop.item VALUES (2, 'two')", "UPDATE shop.item SET name = '2' WHERE id = 2");
                walk.awaitApplied();
                assertThat(items(target)).containsExactly(List.of("2", "2"));

                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 1, false));
                await().atMost(LIMIT)
                        .until(() -> walk.failure().isPresent()
                                || walk.progress(1)
                                        .filter(progress -> progress.state() == ResyncProgress.State.DONE)
                                        .isPresent());
                assertThat(items(target)).as("copied").isEqualTo(items(source));

                target.execute("UPDATE shop.item SET name = 'other' WHERE id = 1");
                VerifyProgress found = walk.verify(List.of(1L), "");
                assertThat(found.state()).as(found.toString()).isEqualTo(ResyncProgress.State.DONE);
                assertThat(walk.differences()).hasSize(1);

                source.execute(
                        "INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)"
                                + " VALUES (0, 'shop.item', 'I', '1', now(), now())");
                walk.awaitApplied();
                assertThat(items(target)).as("sent again by the free door").isEqualTo(items(source));

                source.execute(
                        "ALTER TABLE shop.item ADD COLUMN c INT DEFAULT 5",
                        "CREATE TABLE shop.more (id INT PRIMARY KEY, v INT)",
                        "CREATE INDEX v ON shop.more (v)",
                        "INSERT INTO shop.more VALUES (1, 1)",
                        "TRUNCATE TABLE shop.more",
                        "INSERT INTO shop.item VALUES (3, 'three', 3)",
                        "DELETE FROM shop.item WHERE id = 2");
                walk.awaitApplied();
                assertThat(items(target))
                        .as("after DDL")
                        .isEqualTo(items(source))
                        .hasSize(2);
                source.execute("DROP TABLE shop.more");
                walk.awaitApplied();
                assertThat(Walk.rows(source, "SELECT COUNT(*) FROM retl.retl_heartbeat"))
                        .containsExactly(List.of("1"));
            }
        }
    }

    private static Modes modes() {
        Modes all = Modes.schema("shop")
                .withEverything(100, 2, Order.SOURCE)
                .readBy(READER)
                .writtenBy(WRITER);
        PipelineParameters parameters = all.parameters();
        return all.with(Records.with(parameters, "skipFreeDoor", false, "heartbeatSeconds", 1, "purgeFreeDoor", false));
    }

    private static List<List<String>> items(DatabaseServer server) {
        return Walk.rows(server, "SELECT * FROM shop.item ORDER BY id");
    }

    /** The source's three, then the target's, of which the last is for DDL. */
    private static List<String> documented() throws IOException {
        List<String> grants = new ArrayList<>();
        GRANT.matcher(Files.readString(Path.of("../docs/operator-guide.md")))
                .results()
                .forEach(found -> grants.add(found.group(1)));
        return grants.stream().filter(grant -> !grant.contains("BINLOG REPLAY")).toList();
    }

    private static String[] of(List<String> grants, String account) {
        return grants.stream()
                .map(grant -> grant.replace("retl@", account + "@"))
                .toArray(String[]::new);
    }
}
