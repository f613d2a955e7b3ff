package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How late rows of the log are while a table is copied over the same link to another node. {@code -Dotter.copied.rows=400000} for
 * how fast a copy is where nothing is slow.
 */
@ExtendWith(SharedServers.class)
class CopyBesideRowsTest {
    private static final String SERVER = "mariadb-11.4";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int LIVE = 50;

    @Test
    void rowsOfTheLogDoNotWaitForWhatIsCopiedOverASlowLink(ServerPool servers) {
        RequiredServer.assumeAvailable(SERVER);
        try (DatabaseServer source = servers.take(SERVER);
                DatabaseServer target = servers.take(SERVER);
                FarLoader loader = new FarLoader()) {
            prepare(source, target, 60_000);
            try (Walk walk = new Walk(source, target, Modes.schema("snap"), loader)) {
                walk.awaitApplied();
                loader.link().rate(Integer.getInteger("otter.link.bits", 10_000_000) / 8);
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 2, false));
                await().atMost(LIMIT).until(() -> copied(walk) > 2_000);
                long begun = System.nanoTime();
                long before = copied(walk);
                List<String> script = new ArrayList<>();
                for (int id = 1; id <= LIVE; id++) {
                    script.add("INSERT INTO snap.live VALUES (" + id + ", 1000 * UNIX_TIMESTAMP(SYSDATE(3)))");
                    script.add("DO SLEEP(0.1)");
                }
                source.execute(script.toArray(String[]::new));
                double seconds = (System.nanoTime() - begun) / 1e9;
                long rows = copied(walk) - before;
                assertThat(walk.progress(1).orElseThrow().state().isEnd()).isFalse();
                walk.awaitApplied();
                List<Long> late = late(target);
                System.out.printf(
                        "a copy of %.0f rows/s over a slow link; of %d rows beside it half are %d ms late, 9 of 10 %d, the latest %d%n",
                        rows / seconds,
                        late.size(),
                        late.get(late.size() / 2),
                        late.get(late.size() * 9 / 10),
                        late.get(late.size() - 1));
                assertThat(late).hasSize(LIVE);
                assertThat(late.get(late.size() * 9 / 10))
                        .as("milliseconds that nine of ten rows are late at most: %s", late)
                        .isLessThan(1_000);
                loader.link().restore();
                awaitEnd(walk);
                assertThat(Walk.rows(target, "SELECT COUNT(*) FROM snap.a")).containsExactly(List.of("60000"));
            }
        }
    }

    @EnabledIfSystemProperty(named = "otter.copied.rows", matches = "\\d+")
    @Test
    void aCopyOverAFastLink(ServerPool servers) {
        int rows = Integer.getInteger("otter.copied.rows");
        try (DatabaseServer source = servers.take(SERVER);
                DatabaseServer target = servers.take(SERVER)) {
            prepare(source, target, rows);
            for (int i = 0; i < 4; i++) {
                target.execute("TRUNCATE TABLE snap.a");
                try (FarLoader loader = new FarLoader();
                        Walk walk = new Walk(source, target, Modes.schema("snap"), loader)) {
                    loader.link().delay(Duration.ofMillis(Integer.getInteger("otter.link.millis", 0)));
                    long begun = System.nanoTime();
                    walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 2, false));
                    awaitEnd(walk);
                    System.out.printf("a copy of %.0f rows/s%n", rows / ((System.nanoTime() - begun) / 1e9));
                }
            }
        }
    }

    private static void prepare(DatabaseServer source, DatabaseServer target, int rows) {
        Walk.prepare(source, target);
        for (DatabaseServer server : List.of(source, target)) {
            server.execute(
                    "CREATE DATABASE snap",
                    "CREATE TABLE snap.a (id INT PRIMARY KEY, t VARBINARY(200))",
                    "CREATE TABLE snap.live (id INT PRIMARY KEY, at BIGINT)",
                    "CREATE DATABASE seen",
                    "CREATE TABLE seen.live (id INT PRIMARY KEY, late BIGINT)");
        }
        target.execute("CREATE TRIGGER snap.live_seen AFTER INSERT ON snap.live FOR EACH ROW"
                + " INSERT INTO seen.live VALUES (NEW.id, 1000 * UNIX_TIMESTAMP(SYSDATE(3)) - NEW.at)");
        // Nothing that packing makes smaller.
        source.execute("INSERT INTO snap.a SELECT seq, CONCAT(UNHEX(SHA2(seq, 512)), UNHEX(SHA2(-seq, 512)),"
                + " UNHEX(SHA2(seq + 0.5, 512))) FROM walk.seq_1_to_" + rows);
    }

    private static List<Long> late(DatabaseServer target) {
        return Walk.rows(target, "SELECT late FROM seen.live ORDER BY late").stream()
                .map(row -> Long.valueOf(row.get(0)))
                .toList();
    }

    private static long copied(Walk walk) {
        return walk.progress(1).map(ResyncProgress::tables).orElse(List.of()).stream()
                .mapToLong(ResyncProgress.Table::rows)
                .sum();
    }

    private static void awaitEnd(Walk walk) {
        await().atMost(LIMIT)
                .failFast("the pipeline ended", () -> walk.failure().isPresent())
                .until(() -> walk.progress(1).filter(one -> one.state().isEnd()).isPresent());
    }
}
