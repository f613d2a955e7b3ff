package io.otter.manager.alarm;

import io.otter.manager.run.Run;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Tables ALARM_RULE and ALARM, and what rules need from LOG_RECORD, DELAY_STAT, ROW_CONFLICT, DEAD_LETTER and VERIFY. */
@Mapper
interface AlarmMapper {
    record RuleRow(
            long id,
            long pipelineId,
            @Nullable String kind,
            @Nullable String matchValue,
            @Nullable String receiver,
            @Nullable String status,
            @Nullable String description,
            @Nullable String parameters) {}

    /** Only of existing pipelines. */
    @Select("SELECT r.ID AS id, r.PIPELINE_ID AS pipelineId, r.MONITOR_NAME AS kind, r.MATCH_VALUE AS matchValue,"
            + " r.RECEIVER_KEY AS receiver, r.STATUS AS status, r.DESCRIPTION AS description,"
            + " r.PARAMETERS AS parameters FROM ALARM_RULE r JOIN PIPELINE p ON p.ID = r.PIPELINE_ID ORDER BY r.ID")
    List<RuleRow> rules();

    @Select("SELECT PARAMETERS FROM ALARM_RULE WHERE ID = #{id} FOR UPDATE")
    @Nullable
    String parameters(long id);

    @Insert("INSERT INTO ALARM_RULE (PIPELINE_ID, MONITOR_NAME, MATCH_VALUE, RECEIVER_KEY, STATUS, DESCRIPTION,"
            + " PARAMETERS, GMT_CREATE, GMT_MODIFIED) VALUES (#{pipelineId}, #{kind}, #{matchValue}, #{receiver},"
            + " #{status}, #{description}, #{parameters}, NOW(), NOW())")
    void insertRule(RuleRow row);

    @Update("UPDATE ALARM_RULE SET PIPELINE_ID = #{pipelineId}, MONITOR_NAME = #{kind}, MATCH_VALUE = #{matchValue},"
            + " RECEIVER_KEY = #{receiver}, STATUS = #{status}, DESCRIPTION = #{description},"
            + " PARAMETERS = #{parameters}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updateRule(RuleRow row);

    @Delete("DELETE FROM ALARM_RULE WHERE ID = #{id}")
    void deleteRule(long id);

    /**
     * @param toldMillis 0 if not sent yet
     * @param recoveredMillis 0 while active
     * @param message in the format of {@link AlarmWords}
     */
    record AlarmRow(
            long id,
            long ruleId,
            long raisedMillis,
            long toldMillis,
            long recoveredMillis,
            boolean recoveryTold,
            String message,
            String acknowledgedBy) {}

    String COLUMNS = "ID AS id, RULE_ID AS ruleId, RAISED_MILLIS AS raisedMillis, TOLD_MILLIS AS toldMillis,"
            + " RECOVERED_MILLIS AS recoveredMillis, RECOVERY_TOLD AS recoveryTold, MESSAGE AS message,"
            + " ACKNOWLEDGED_BY AS acknowledgedBy";

    @Select("SELECT " + COLUMNS + " FROM ALARM WHERE RECOVERED_MILLIS = 0 ORDER BY ID")
    List<AlarmRow> active();

    /** Alarms whose recovery has not been sent yet. */
    @Select("SELECT " + COLUMNS + " FROM ALARM WHERE RECOVERED_MILLIS >= #{since} AND TOLD_MILLIS > 0"
            + " AND RECOVERY_TOLD = 0 ORDER BY ID")
    List<AlarmRow> recovered(long since);

    @Select("SELECT " + COLUMNS + " FROM ALARM WHERE RECOVERED_MILLIS > 0 ORDER BY RECOVERED_MILLIS DESC LIMIT #{most}")
    List<AlarmRow> past(int most);

    record ToldRow(long ruleId, long toldMillis) {}

    @Select("SELECT RULE_ID AS ruleId, MAX(TOLD_MILLIS) AS toldMillis FROM ALARM WHERE TOLD_MILLIS >= #{since}"
            + " GROUP BY RULE_ID")
    List<ToldRow> told(long since);

    @Insert("INSERT INTO ALARM (RULE_ID, RAISED_MILLIS, MESSAGE) VALUES (#{ruleId}, #{now}, #{message})")
    void raise(@Param("ruleId") long ruleId, @Param("now") long now, @Param("message") String message);

    @Update("UPDATE ALARM SET MESSAGE = #{message} WHERE ID = #{id}")
    void describe(@Param("id") long id, @Param("message") String message);

    @Update("UPDATE ALARM SET RECOVERED_MILLIS = #{now}, RECOVERY_TOLD = #{quiet} WHERE ID = #{id}"
            + " AND RECOVERED_MILLIS = 0")
    void recover(@Param("id") long id, @Param("now") long now, @Param("quiet") boolean quiet);

    @Update("UPDATE ALARM SET TOLD_MILLIS = #{now} WHERE ID = #{id}")
    void toldRaised(@Param("id") long id, @Param("now") long now);

    @Update("UPDATE ALARM SET RECOVERY_TOLD = 1 WHERE ID = #{id}")
    void toldRecovered(long id);

    /** @return 1 if it is active and was not acknowledged */
    @Update("UPDATE ALARM SET ACKNOWLEDGED_BY = #{user} WHERE ID = #{id} AND RECOVERED_MILLIS = 0"
            + " AND ACKNOWLEDGED_BY = ''")
    int acknowledge(@Param("id") long id, @Param("user") String user);

    record LogRow(
            long at,
            String pipelineId,
            @Nullable String title,
            @Nullable String message) {
        String text() {
            return (title == null ? "" : title) + " " + (message == null ? "" : message);
        }
    }

    /** The latest log records from nodes, newest first. */
    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, PIPELINE_ID AS pipelineId, TITLE AS title, MESSAGE AS message"
            + " FROM LOG_RECORD WHERE NID <> #{manager} ORDER BY ID DESC LIMIT #{most}")
    List<LogRow> log(@Param("manager") String manager, @Param("most") int most);

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, PIPELINE_ID AS pipelineId, TITLE AS title, MESSAGE AS message"
            + " FROM LOG_RECORD WHERE PIPELINE_ID = #{pipelineId} AND NID <> #{manager}"
            + " AND GMT_CREATE >= FROM_UNIXTIME(#{since}) ORDER BY ID")
    List<LogRow> logSince(
            @Param("pipelineId") String pipelineId, @Param("manager") String manager, @Param("since") long since);

    /** @param id of a pipeline */
    record CountRow(long id, long rows) {}

    /** Of each pipeline that had any. @param since milliseconds since the epoch */
    @Select("SELECT PIPELINE_ID AS id, COUNT(*) AS `rows` FROM ROW_CONFLICT WHERE CREATED_MILLIS >= #{since}"
            + " GROUP BY PIPELINE_ID")
    List<CountRow> conflicts(long since);

    /** Of each pipeline that has any. */
    @Select("SELECT PIPELINE_ID AS id, COUNT(*) AS `rows` FROM DEAD_LETTER WHERE STATE = 'OPEN' GROUP BY PIPELINE_ID")
    List<CountRow> letters();

    /** Rows that the last comparison of each channel found, and that which goes on of changed rows, of each pipeline that has any. */
    @Select("SELECT PIPELINE_ID AS id, COUNT(*) AS `rows` FROM DIFFERENCE WHERE RUN_ID IN (SELECT MAX(ID) FROM RESYNC"
            + " WHERE KIND = 'VERIFY' AND STATE IN ('DONE', 'FAILED') GROUP BY CHANNEL_ID) OR RUN_ID IN (SELECT ID FROM"
            + " RESYNC WHERE KIND = 'VERIFY' AND BY_USER = '" + Run.BY_SAMPLING
            + "' AND ENDED_MILLIS IS NULL) GROUP BY PIPELINE_ID")
    List<CountRow> differences();

    record DelayRow(long at, long millis) {}

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, DELAY_TIME AS millis FROM DELAY_STAT"
            + " WHERE PIPELINE_ID = #{pipelineId} AND GMT_CREATE >= FROM_UNIXTIME(#{since}) ORDER BY GMT_CREATE, ID")
    List<DelayRow> delaysSince(@Param("pipelineId") long pipelineId, @Param("since") long since);
}
