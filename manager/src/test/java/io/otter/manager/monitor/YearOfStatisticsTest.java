package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Pipelines with three busy tables each have run for a year: what the first 363 days left, and then two days as they come, a row a
 * minute, an hour at a time through the roll-up. The size is that of the files, with the holes that are in them. The build plays four
 * pipelines; {@code -Dotter.history.pipelines=500} all.
 */
@ExtendWith(SharedServers.class)
class YearOfStatisticsTest {
    private static final int PIPELINES = Integer.getInteger("otter.history.pipelines", 4);
    private static final int PAIRS = 3;
    /** Pipelines per statement, which is to end before the manager gives it up. */
    private static final int PORTION = 25;

    private static final List<String> TABLES = List.of("DELAY_STAT", "THROUGHPUT_STAT", "TABLE_HISTORY_STAT");

    private JdbcTemplate jdbc;

    @Test
    void staysSmallAndIsShown(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            jdbc = manager.context().getBean(JdbcTemplate.class);
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            HttpResponse<String> applied = api.put("spec", document(), "application/yaml");
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
            // A year ago, with a margin for what the manager's own roll-up does meanwhile.
            Instant now = Instant.now();
            play(now, Duration.ofDays(33), Duration.ofDays(365), Duration.ofDays(1));
            play(now, Duration.ofDays(2), Duration.ofDays(33), Duration.ofHours(1));
            Time time = new Time();
            RollUp roll = new RollUp(
                    manager.context().getBean(RollUpMapper.class),
                    manager.context().getBean(PlatformTransactionManager.class),
                    manager.context().getBean(TaskScheduler.class),
                    time);
            for (int hour = 48; hour > 0; hour--) {
                play(now, Duration.ofHours(hour - 1), Duration.ofHours(hour), Duration.ofMinutes(1));
                time.now = now.minus(Duration.ofHours(hour - 1));
                while (roll.rollSome()) {
                    continue;
                }
            }
            long rows = 0;
            for (String table : TABLES) {
                rows += count(table);
            }
            // 2 hours of minutes, 2 days of tens of minutes, 31 days of hours, 332 days; and the steps at the edges
            assertThat(rows / (PIPELINES * (2.0 + PAIRS))).isBetween(1_350.0, 1_650.0);
            long year = bytes() / PIPELINES * 500;
            System.out.printf(
                    Locale.ROOT, "a year of %d pipelines: %,d rows, 500 of them %,d MB%n", PIPELINES, rows, year >> 20);
            if (PIPELINES >= 100) { // of a few, the files are mostly empty
                assertThat(year).isLessThan(2_000_000_000L);
            }
            look(manager);
        }
    }

    private static void look(TestManager manager) throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        String of = "?channel=c1&name=p";
        List<String> pages = new ArrayList<>(List.of("overview", "channels", "pipeline" + of));
        for (History.Range range : History.Range.values()) {
            pages.add("pipeline/charts" + of + "&range=" + range.text());
        }
        for (String page : pages) {
            long begun = System.nanoTime();
            HttpResponse<String> answer = admin.get(page);
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            System.out.printf(Locale.ROOT, "%-50s %,6d ms%n", page, millis);
        }
        assertThat(admin.get("pipeline/charts" + of + "&range=365d").body()).contains("c1");
    }

    /** The size of the files of the manager's whole database. */
    private long bytes() {
        Long bytes = jdbc.queryForObject(
                "SELECT SUM(FILE_SIZE) FROM information_schema.INNODB_SYS_TABLESPACES WHERE NAME LIKE CONCAT(DATABASE(), '/%_STAT')",
                Long.class);
        return bytes == null ? 0 : bytes;
    }

    /** A row of each table and step, for all pipelines at a time, as nodes report. */
    private void play(Instant now, Duration from, Duration to, Duration step) {
        for (int part = 0; part <= PIPELINES / PORTION; part++) {
            play(now, from, to, step, " WHERE p.ID % " + (PIPELINES / PORTION + 1) + " = " + part);
        }
    }

    private void play(Instant now, Duration from, Duration to, Duration step, String some) {
        long seconds = step.toSeconds();
        String steps = " FROM (SELECT seq AS s FROM seq_" + from.dividedBy(step) + "_to_" + (to.dividedBy(step) - 1)
                + ") AS steps JOIN PIPELINE p";
        String at = "FROM_UNIXTIME(" + now.getEpochSecond() + " - s * " + seconds + ")";
        String begun = "FROM_UNIXTIME(" + now.getEpochSecond() + " - (s + 1) * " + seconds + ")";
        jdbc.update("INSERT INTO DELAY_STAT (DELAY_TIME, DELAY_NUMBER, PIPELINE_ID, GMT_CREATE, GMT_MODIFIED)"
                + " SELECT s % 1000, 0, p.ID, " + at + ", " + at + steps + some + " ORDER BY s DESC");
        jdbc.update("INSERT INTO THROUGHPUT_STAT (TYPE, NUMBER, SIZE, PIPELINE_ID, START_TIME, END_TIME, GMT_CREATE)"
                + " SELECT 'ROW', s % 7, 0, p.ID, " + begun + ", " + at + ", " + at + steps + some
                + " ORDER BY s DESC");
        jdbc.update("INSERT INTO TABLE_HISTORY_STAT (FILE_SIZE, FILE_COUNT, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
                + " DATA_MEDIA_PAIR_ID, PIPELINE_ID, START_TIME, END_TIME, GMT_CREATE) SELECT 0, 0, 1, s % 3, 1, m.ID, p.ID, "
                + begun + ", " + at + ", " + at + steps
                + " JOIN DATA_MEDIA_PAIR m ON m.PIPELINE_ID = p.ID" + some + " ORDER BY s DESC");
    }

    private long count(String table) {
        Long count = jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Long.class);
        return count == null ? 0 : count;
    }

    private static String document() {
        StringBuilder document = new StringBuilder("""
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088}]
                sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
                canals: [{name: log, source: src}]
                channels:
                """);
        for (int i = 1; i <= PIPELINES; i++) {
            document.append("  - {name: c")
                    .append(i)
                    .append(", pipelines: [{name: p, canal: log, select: [n1], load: [n1], pairs: [");
            for (int pair = 1; pair <= PAIRS; pair++) {
                String media = "schema: s" + i + ", table: t" + pair;
                document.append("{from: {source: src, ")
                        .append(media)
                        .append("}, to: {source: dst, ")
                        .append(media)
                        .append("}},");
            }
            document.append("]}]}\n");
        }
        return document.toString();
    }

    /** A clock that stands still until it is set. */
    private static final class Time extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
