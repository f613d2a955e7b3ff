package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;

/** Old rows are deleted gradually, and nothing else. */
@ExtendWith(SharedServers.class)
class RetentionTest {
    private static final int OLD = 2 * Retention.BATCH + 1;

    @Test
    void statisticsLogRecordsAndPastAlarmsAreDeletedInBatchesAndTheAuditIsKept(ServerPool servers) {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(
                        server, Map.of("otter.admin.password", TestManager.PASSWORD, "otter.rows.days", "10"))) {
            JdbcTemplate jdbc = manager.context().getBean(JdbcTemplate.class);
            for (String age : new String[] {"NOW() - INTERVAL 31 DAY", "NOW() - INTERVAL 29 DAY"}) {
                String rows = " FROM seq_1_to_" + (age.contains("31") ? OLD : 3);
                jdbc.update(
                        "INSERT INTO DELAY_STAT (DELAY_TIME, DELAY_NUMBER, PIPELINE_ID, GMT_CREATE) SELECT 1, 0, 1, "
                                + age + rows);
                jdbc.update("INSERT INTO THROUGHPUT_STAT (TYPE, NUMBER, SIZE, PIPELINE_ID, GMT_CREATE)"
                        + " SELECT 'ROW', 1, 0, 1, " + age + rows);
                jdbc.update("INSERT INTO TABLE_HISTORY_STAT (PIPELINE_ID, GMT_CREATE) SELECT 1, " + age + rows);
                jdbc.update("INSERT INTO LOG_RECORD (NID, CHANNEL_ID, PIPELINE_ID, GMT_CREATE) SELECT 1, 1, 1, " + age
                        + rows);
                jdbc.update("INSERT INTO ALARM (RULE_ID, RAISED_MILLIS, RECOVERED_MILLIS, MESSAGE)"
                        + " SELECT 1, 1, UNIX_TIMESTAMP(" + age + ") * 1000, ''" + rows);
                jdbc.update(
                        "INSERT INTO AUDIT (USERNAME, ADDRESS, ACTION, GMT_CREATE) SELECT '', '', '', " + age + rows);
            }
            rowsOf(jdbc);
            jdbc.update("INSERT INTO ALARM (RULE_ID, RAISED_MILLIS, MESSAGE) VALUES (1, 1, 'lasts')");
            jdbc.update("INSERT INTO ALARM_RULE (PIPELINE_ID) VALUES (4711)");

            Retention retention = manager.context().getBean(Retention.class);
            assertThat(retention.deleteSome()).isTrue();
            assertThat(count(jdbc, "DELAY_STAT")).isEqualTo(OLD + 3 - Retention.BATCH);
            assertThat(retention.deleteSome()).isTrue();
            assertThat(retention.deleteSome()).isFalse();
            for (String table : new String[] {"DELAY_STAT", "THROUGHPUT_STAT", "TABLE_HISTORY_STAT", "LOG_RECORD"}) {
                assertThat(count(jdbc, table)).as(table).isEqualTo(3);
            }
            assertThat(count(jdbc, "ROW_CONFLICT")).isEqualTo(1);
            assertThat(count(jdbc, "DIFFERENCE")).isEqualTo(1);
            assertThat(jdbc.queryForList(
                            "SELECT CONCAT(STATE, ' ', IFNULL(AFTER_IMAGE, '-'), ' ', KEY_TEXT) FROM DEAD_LETTER ORDER BY ID",
                            String.class))
                    .containsExactly(
                            "OPEN {} id = 1",
                            "DISCARDED - ",
                            "OPEN {} id = 1",
                            "DISCARDED {} id = 1",
                            "DONE {} id = 1");
            assertThat(count(jdbc, "ALARM")).isEqualTo(4);
            assertThat(count(jdbc, "ALARM_RULE")).isZero();
            assertThat(count(jdbc, "AUDIT")).isEqualTo(OLD + 3);

            jdbc.update("INSERT INTO SYSTEM_PARAMETER (ID, VALUE) VALUES (1, '{\"statisticsRetentionDays\": 7}')");
            retention.deleteSome();
            assertThat(count(jdbc, "DELAY_STAT")).isZero();
        }
    }

    /** Conflicts, rows of comparisons and dead letters of 11 and of 9 days ago. */
    private static void rowsOf(JdbcTemplate jdbc) {
        int run = 0;
        for (int days : new int[] {11, 9}) {
            String at = "(UNIX_TIMESTAMP() - " + days + " * 86400) * 1000";
            run++;
            jdbc.update(
                    "INSERT INTO RESYNC (KIND, ID, CHANNEL_ID, BY_USER, REQUEST, STATE, PAUSED, ROWS_PER_SECOND, ERROR, PROGRESS,"
                            + " STARTED_MILLIS, ENDED_MILLIS)"
                            + " SELECT 'VERIFY', " + run + ", 1, '', '', 'DONE', 0, 0, '', '', 1, " + at);
            jdbc.update(
                    "INSERT INTO DIFFERENCE (RUN_ID, PIPELINE_ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, KEY_DATA,"
                            + " KEY_HASH) VALUES (" + run + ", 1, 1, '', '', '', '', '', '')");
            jdbc.update(
                    "INSERT INTO ROW_CONFLICT (PIPELINE_ID, TARGET_ID, CONFLICT_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT,"
                            + " IMAGES, POLICY, TAKEN, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS) SELECT 1, 1, "
                            + run
                            + ", '', '', '', '', '', '', 0, '', 1, " + at);
            for (String state : new String[] {"OPEN", "DISCARDED", "DONE"}) {
                jdbc.update(
                        "INSERT INTO DEAD_LETTER (PIPELINE_ID, TARGET_ID, LETTER_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT,"
                                + " PK_DATA, OLD_PK_DATA, AFTER_IMAGE, ERROR_CODE, ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS,"
                                + " CREATED_MILLIS, ATTEMPTS, STATE) SELECT 1, 1, "
                                + (run * 100 + "OPEN DISCARDED DONE".indexOf(state))
                                + ", '', '', '', 'id = 1', '', '', '{}', '', '', '', 1, " + at + ", 0, '" + state
                                + "'");
            }
        }
    }

    private static int count(JdbcTemplate jdbc, String table) {
        Integer count = jdbc.queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
