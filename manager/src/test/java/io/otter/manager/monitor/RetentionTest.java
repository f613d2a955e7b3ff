package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Old rows are deleted gradually, and nothing else. */
@ExtendWith(SharedServers.class)
class RetentionTest {
    private static final int OLD = 2 * Retention.BATCH + 1;

    @Test
    void statisticsLogRecordsAndPastAlarmsAreDeletedInBatchesAndTheAuditIsKept(ServerPool servers) {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(
                        server,
                        Map.of(
                                "otter.admin.password", TestManager.PASSWORD,
                                "otter.rows.days", "10",
                                "otter.history.days", "30"))) {
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
            leftBehind(jdbc);
            jdbc.update("INSERT INTO ALARM (RULE_ID, RAISED_MILLIS, MESSAGE) VALUES (1, 1, 'lasts')");
            jdbc.update("INSERT INTO ALARM_RULE (PIPELINE_ID) VALUES (4711)");

            manager.context().getBean(AppliedMapper.class).touch(2);
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
            assertThat(count(jdbc, "AUDIT")).isEqualTo(OLD + 3 + 1);
            assertThat(jdbc.queryForList("SELECT ACTION FROM AUDIT WHERE ACTION <> ''", String.class))
                    .containsExactly("of two years ago");
            for (String table :
                    new String[] {"API_TOKEN", "TABLE_STAT", "PIPELINE_STATE", "meta_history", "meta_snapshot"}) {
                assertThat(count(jdbc, table)).as(table).isZero();
            }
            assertThat(jdbc.queryForList("SELECT DISTINCT COUNTER FROM APPLIED_ROWS", Integer.class))
                    .as("of the node that runs, though nothing has changed for long")
                    .containsExactly(2);

            jdbc.update("INSERT INTO SYSTEM_PARAMETER (ID, VALUE) VALUES (1, '{\"statisticsRetentionDays\": 7}')");
            retention.deleteSome();
            assertThat(count(jdbc, "LOG_RECORD")).isZero();
            assertThat(count(jdbc, "DELAY_STAT"))
                    .as("curves are kept as the configuration says")
                    .isEqualTo(3);
        }
    }

    @Test
    void everyTableThatGrowsHasItsRetention() throws Exception {
        Set<String> tables = new TreeSet<>();
        Matcher created = Pattern.compile("CREATE TABLE IF NOT EXISTS `(\\w+)`")
                .matcher(new ClassPathResource("sql/otter-manager-schema.sql")
                        .getContentAsString(StandardCharsets.UTF_8));
        while (created.find()) {
            tables.add(created.group(1));
        }
        // What people configure, one row for each of these, or as many as there are servers and sessions at most.
        tables.removeAll(Set.of(
                "AUTOKEEPER_CLUSTER",
                "CANAL",
                "CHANNEL",
                "CHANNEL_STATE",
                "COLUMN_PAIR",
                "COLUMN_PAIR_GROUP",
                "CONFIGURATION_LOCK",
                "DATA_MATRIX",
                "DATA_MEDIA",
                "DATA_MEDIA_PAIR",
                "DATA_MEDIA_SOURCE",
                "NODE",
                "NODE_DRAIN",
                "PIPELINE",
                "PIPELINE_NODE_RELATION",
                "SESSION",
                "SITE",
                "SYSTEM_PARAMETER",
                "USER"));
        for (Method method : RetentionMapper.class.getDeclaredMethods()) {
            Stream.of(method.getAnnotations())
                    .flatMap(annotation -> Stream.of(annotation.toString().split("[^\\w]+")))
                    .forEach(tables::remove);
        }
        assertThat(tables).as("without a retention").isEmpty();
    }

    /** Rows of what is gone, and of nodes: one has ended, one runs and has nothing to do. */
    private static void leftBehind(JdbcTemplate jdbc) {
        jdbc.update("INSERT INTO AUDIT (USERNAME, ADDRESS, ACTION, GMT_CREATE) VALUES ('', '', 'of four years ago',"
                + " NOW() - INTERVAL 4 YEAR), ('', '', 'of two years ago', NOW() - INTERVAL 2 YEAR)");
        jdbc.update("INSERT INTO API_TOKEN (USER_ID, NAME, HASH, EXPIRES_MILLIS) VALUES (1, 'old', 'x',"
                + " (UNIX_TIMESTAMP() - 31 * 86400) * 1000)");
        jdbc.update("INSERT INTO TABLE_STAT (FILE_SIZE, FILE_COUNT, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
                + " DATA_MEDIA_PAIR_ID, PIPELINE_ID) VALUES (0, 0, 1, 0, 0, 4711, 4711)");
        jdbc.update("INSERT INTO PIPELINE_STATE VALUES (4711, 'RUNNING', 1, '')");
        for (String table : new String[] {"meta_history", "meta_snapshot"}) {
            jdbc.update("INSERT INTO " + table + " (gmt_create, gmt_modified, destination) VALUES (NOW(),"
                    + " NOW() - INTERVAL 31 DAY, 'log')");
        }
        for (int counter = 1; counter <= 2; counter++) {
            for (int pair = 1; pair <= 2; pair++) {
                jdbc.update(
                        "INSERT INTO APPLIED_ROWS VALUES (?, 1, ?, 1, 0, 0, NOW() - INTERVAL 31 DAY)", counter, pair);
            }
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
