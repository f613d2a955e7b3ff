package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;

/** Figures become coarser, and no sum changes. */
@ExtendWith(SharedServers.class)
class RollUpTest {
    private static final int PAIRS = 3;
    private static final List<String> TABLES = List.of("DELAY_STAT", "THROUGHPUT_STAT", "TABLE_HISTORY_STAT");

    private static DatabaseServer server;
    private static TestManager manager;
    private static JdbcTemplate jdbc;

    @BeforeAll
    static void start(ServerPool servers) {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
        jdbc = manager.context().getBean(JdbcTemplate.class);
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @Test
    void curvesStayWhatTheyWereAndEveryRowIsCounted() {
        Instant now = Instant.now();
        TABLES.forEach(table -> jdbc.update("DELETE FROM " + table));
        play(now, Duration.ofDays(4), 1);
        playHours(now.minus(Duration.ofDays(4)), Duration.ofDays(40), 1);
        History history = new History(manager.context().getBean(MonitorMapper.class), Clock.fixed(now, ZoneOffset.UTC));
        List<Long> pairs = List.of(1L, 2L, 3L);
        Map<History.Range, List<History.Point>> before = Map.of(
                History.Range.HOUR, history.of(1, pairs, History.Range.HOUR),
                History.Range.DAY, history.of(1, pairs, History.Range.DAY),
                History.Range.WEEK, history.of(1, pairs, History.Range.WEEK),
                History.Range.YEAR, history.of(1, pairs, History.Range.YEAR));
        List<History.Counts> table = history.ofPair(2, History.Range.MONTH);
        long rows = sum("NUMBER", "THROUGHPUT_STAT");
        long inserts = sum("INSERT_COUNT", "TABLE_HISTORY_STAT");

        rollAll(now);

        before.forEach((range, points) -> assertThat(history.of(1, pairs, range))
                .as(range.text())
                .usingRecursiveComparison()
                .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : Double.compare(a, b), Double.class)
                .isEqualTo(points));
        assertThat(history.ofPair(2, History.Range.MONTH)).isEqualTo(table);
        assertThat(table).extracting(History.Counts::inserts).contains(360L * 2);
        assertThat(sum("NUMBER", "THROUGHPUT_STAT")).isEqualTo(rows);
        assertThat(sum("INSERT_COUNT", "TABLE_HISTORY_STAT")).isEqualTo(inserts);
        // 2 hours of minutes, 2 days of tens of minutes, 32 days of hours, 12 days; and the steps at the edges
        assertThat(count("DELAY_STAT")).isBetween(1_100L, 1_300L);
        assertThat(count("TABLE_HISTORY_STAT")).isBetween(PAIRS * 1_100L, PAIRS * 1_300L);
        List<Long> kept = TABLES.stream().map(RollUpTest::count).toList();
        rollAll(now);
        assertThat(TABLES.stream().map(RollUpTest::count).toList())
                .as("a second manager finds nothing to do")
                .isEqualTo(kept);
    }

    private static void rollAll(Instant now) {
        RollUp roll = new RollUp(
                manager.context().getBean(RollUpMapper.class),
                manager.context().getBean(PlatformTransactionManager.class),
                manager.context().getBean(TaskScheduler.class),
                Clock.fixed(now, ZoneOffset.UTC));
        while (roll.rollSome()) {
            continue;
        }
    }

    /** A row of each table for each minute before {@code now}. */
    private static void play(Instant now, Duration length, int pipeline) {
        play(now, length.toMinutes(), 60, pipeline);
    }

    private static void playHours(Instant now, Duration length, int pipeline) {
        play(now, length.toHours(), 3_600, pipeline);
    }

    private static void play(Instant now, long steps, int seconds, int pipeline) {
        String from = " FROM seq_1_to_" + steps;
        String at = "FROM_UNIXTIME(" + now.getEpochSecond() + " - seq * " + seconds + ")";
        String begun = "FROM_UNIXTIME(" + now.getEpochSecond() + " - (seq + 1) * " + seconds + ")";
        jdbc.update("INSERT INTO DELAY_STAT (DELAY_TIME, DELAY_NUMBER, PIPELINE_ID, GMT_CREATE, GMT_MODIFIED)"
                + " SELECT seq % 1000, 0, " + pipeline + ", " + at + ", " + at + from + " ORDER BY seq DESC");
        jdbc.update("INSERT INTO THROUGHPUT_STAT (TYPE, NUMBER, SIZE, PIPELINE_ID, START_TIME, END_TIME, GMT_CREATE)"
                + " SELECT 'ROW', seq % 7, 0, " + pipeline + ", " + begun + ", " + at + ", " + at + from
                + " ORDER BY seq DESC");
        for (int pair = 1; pair <= PAIRS; pair++) {
            jdbc.update(
                    "INSERT INTO TABLE_HISTORY_STAT (FILE_SIZE, FILE_COUNT, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
                            + " DATA_MEDIA_PAIR_ID, PIPELINE_ID, START_TIME, END_TIME, GMT_CREATE) SELECT 0, 0, " + pair
                            + ", seq % 3, 1, " + ((pipeline - 1) * PAIRS + pair) + ", " + pipeline + ", " + begun + ", "
                            + at
                            + ", " + at + from + " ORDER BY seq DESC");
        }
    }

    private static long count(String table) {
        Long count = jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Long.class);
        return count == null ? 0 : count;
    }

    private static long sum(String column, String table) {
        Long sum = jdbc.queryForObject("SELECT SUM(" + column + ") FROM " + table, Long.class);
        return sum == null ? 0 : sum;
    }
}
