package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
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
                TestManager manager = TestManager.start(server)) {
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
            assertThat(count(jdbc, "ALARM")).isEqualTo(4);
            assertThat(count(jdbc, "ALARM_RULE")).isZero();
            assertThat(count(jdbc, "AUDIT")).isEqualTo(OLD + 3);

            jdbc.update("INSERT INTO SYSTEM_PARAMETER (ID, VALUE) VALUES (1, '{\"statisticsRetentionDays\": 7}')");
            retention.deleteSome();
            assertThat(count(jdbc, "DELAY_STAT")).isZero();
        }
    }

    private static int count(JdbcTemplate jdbc, String table) {
        Integer count = jdbc.queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
