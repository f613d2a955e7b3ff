package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.quickstart.Installation;
import io.otter.testsupport.workload.Seed;
import io.otter.testsupport.workload.TableComparer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node is killed between DDL that it has read and DDL that the next one finds; no node keeps anything on its disk. */
@Tag("slow")
class TakeoverIT {
    /** {@code -Dotter.takeovers=10} for the long run. */
    private static final int TAKEOVERS = Integer.getInteger("otter.takeovers", 3);

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void theNextNodeKnowsTheColumnsOfEveryRow() throws Exception {
        long seed = Seed.of(TakeoverIT.class);
        Random random = new Random(seed);
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 3, List.of(1, 2), List.of(3), "shop")) {
            for (var server : List.of(line.source(), line.target())) {
                server.execute("CREATE DATABASE shop", "CREATE TABLE shop.item (id INT PRIMARY KEY, a INT, b INT)");
            }
            for (int nid = 3; nid >= 1; nid--) {
                line.node(nid).start();
            }
            line.awaitReady();
            int id = 0;
            for (int i = 0; i < TAKEOVERS; i++) {
                int owner = line.owner();
                Installation victim = line.node(owner);
                id = change(line, random, id);
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(500)).toNanos());
                victim.kill();
                Files.deleteIfExists(victim.home().resolve("data/applied-rows"));
                assertThat(victim.home().resolve("data")).isEmptyDirectory();
                id = change(line, random, id);
                await().alias("the other node owns the pipeline, channel " + line.channelState())
                        .atMost(LIMIT)
                        .until(() -> line.owner() == 3 - owner);
                victim.start();
            }
            int last = change(line, random, id);
            await().atMost(LIMIT)
                    .ignoreExceptions() // the table may be under way to another name
                    .untilAsserted(() -> assertThat(
                                    new TableComparer(line.source(), line.target()).difference(List.of("shop.item")))
                            .as(line.channelState() + ", " + line.error(line.owner()))
                            .isEmpty());
            assertThat(last).isGreaterThan(TAKEOVERS * 10);
        }
    }

    /** Ten statements with rows between them. @return the last id */
    private static int change(Line line, Random random, int id) {
        List<String> sql = new ArrayList<>();
        int next = id;
        for (int i = 0; i < 10; i++) {
            sql.add("INSERT INTO shop.item (id, a, b) VALUES (" + ++next + ", 100, 1)");
            sql.add(ddl(random, next));
            sql.add("UPDATE shop.item SET a = a + 1 WHERE id <= " + next + " AND id % 3 = " + random.nextInt(3));
        }
        line.source().execute(sql.toArray(String[]::new));
        return next;
    }

    private static String ddl(Random random, int number) {
        return switch (random.nextInt(6)) {
            case 0 -> "ALTER TABLE shop.item MODIFY COLUMN a INT AFTER id";
            case 1 -> "ALTER TABLE shop.item MODIFY COLUMN b INT AFTER id";
            case 2 -> "ALTER TABLE shop.item CHANGE a b INT, CHANGE b a INT";
            case 3 -> "ALTER TABLE shop.item ADD COLUMN n" + number + " INT DEFAULT " + number + " AFTER id";
            case 4 -> "CREATE TABLE shop.other" + number + " LIKE shop.item";
            default -> "RENAME TABLE shop.item TO shop.passing, shop.passing TO shop.item";
        };
    }
}
