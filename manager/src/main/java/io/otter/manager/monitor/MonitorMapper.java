package io.otter.manager.monitor;

import io.otter.communication.message.StatisticsReport;
import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Tables LOG_RECORD, DELAY_STAT, THROUGHPUT_STAT, TABLE_STAT and TABLE_HISTORY_STAT. Times are seconds since the epoch. */
@Mapper
interface MonitorMapper {
    record LogRow(long at, String nid, String title, String message) {}

    @Insert("INSERT INTO LOG_RECORD (NID, CHANNEL_ID, PIPELINE_ID, TITLE, MESSAGE, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{nid}, #{channelId}, #{pipelineId}, #{title}, #{message}, NOW(), NOW())")
    void insertLogRecord(
            @Param("nid") String nid,
            @Param("channelId") String channelId,
            @Param("pipelineId") String pipelineId,
            @Param("title") String title,
            @Param("message") String message);

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, NID AS nid, TITLE AS title, MESSAGE AS message"
            + " FROM LOG_RECORD WHERE CHANNEL_ID = #{channelId} ORDER BY ID DESC LIMIT #{most}")
    List<LogRow> logRecords(@Param("channelId") String channelId, @Param("most") int most);

    record FoundRow(
            long at,
            String nid,
            @Nullable String channel,
            @Nullable String pipeline,
            String title,
            String message) {
        public Instant when() {
            return Instant.ofEpochSecond(at);
        }
    }

    @Select("SELECT UNIX_TIMESTAMP(r.GMT_CREATE) AS at, r.NID AS nid, c.NAME AS channel,"
            + " p.NAME AS pipeline, r.TITLE AS title, r.MESSAGE AS message FROM LOG_RECORD r"
            + " LEFT JOIN CHANNEL c ON c.ID = r.CHANNEL_ID LEFT JOIN PIPELINE p ON p.ID = r.PIPELINE_ID"
            + " WHERE r.TITLE LIKE #{pattern} OR r.MESSAGE LIKE #{pattern} OR c.NAME LIKE #{pattern}"
            + " ORDER BY r.ID DESC LIMIT #{most}")
    List<FoundRow> find(@Param("pattern") String pattern, @Param("most") int most);

    @Insert("INSERT INTO DELAY_STAT (DELAY_TIME, DELAY_NUMBER, PIPELINE_ID, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{delayMillis}, 0, #{pipelineId}, NOW(), NOW())")
    void insertDelay(@Param("pipelineId") long pipelineId, @Param("delayMillis") long delayMillis);

    @Insert(
            "INSERT INTO THROUGHPUT_STAT (TYPE, NUMBER, SIZE, PIPELINE_ID, START_TIME, END_TIME, GMT_CREATE, GMT_MODIFIED)"
                    + " VALUES ('ROW', #{rows}, 0, #{pipelineId}, FROM_UNIXTIME(#{fromSeconds}), FROM_UNIXTIME(#{toSeconds}),"
                    + " NOW(), NOW())")
    void insertThroughput(
            @Param("pipelineId") long pipelineId,
            @Param("rows") long rows,
            @Param("fromSeconds") long fromSeconds,
            @Param("toSeconds") long toSeconds);

    record DelayRow(long at, long millis) {}

    @Select(
            "SELECT FLOOR(UNIX_TIMESTAMP(GMT_CREATE) / #{step}) * #{step} AS at, MAX(DELAY_TIME) AS millis FROM DELAY_STAT"
                    + " WHERE PIPELINE_ID = #{pipelineId} AND GMT_CREATE >= FROM_UNIXTIME(#{from}) GROUP BY at")
    List<DelayRow> delays(@Param("pipelineId") long pipelineId, @Param("from") long from, @Param("step") long step);

    record LastDelayRow(long pipelineId, long at, long millis) {}

    /** The last one of each pipeline. */
    @Select("SELECT PIPELINE_ID AS pipelineId, UNIX_TIMESTAMP(GMT_CREATE) AS at, DELAY_TIME AS millis FROM DELAY_STAT"
            + " WHERE ID IN (SELECT MAX(ID) FROM DELAY_STAT d JOIN (SELECT PIPELINE_ID, MAX(GMT_MODIFIED) AS last"
            + " FROM DELAY_STAT GROUP BY PIPELINE_ID) l ON d.PIPELINE_ID = l.PIPELINE_ID AND d.GMT_MODIFIED = l.last"
            + " GROUP BY d.PIPELINE_ID)")
    List<LastDelayRow> lastDelays();

    record RateRow(long at, long rowCount, long seconds) {}

    @Select("SELECT FLOOR(UNIX_TIMESTAMP(END_TIME) / #{step}) * #{step} AS at, SUM(NUMBER) AS rowCount,"
            + " SUM(UNIX_TIMESTAMP(END_TIME) - UNIX_TIMESTAMP(START_TIME)) AS seconds FROM THROUGHPUT_STAT"
            + " WHERE PIPELINE_ID = #{pipelineId} AND TYPE = 'ROW' AND END_TIME >= FROM_UNIXTIME(#{from}) GROUP BY at")
    List<RateRow> rates(@Param("pipelineId") long pipelineId, @Param("from") long from, @Param("step") long step);

    record KindRow(long at, long inserts, long updates, long deletes) {}

    /** By pair, since the table is indexed by pair, not by pipeline. */
    @Select("<script>SELECT FLOOR(UNIX_TIMESTAMP(END_TIME) / #{step}) * #{step} AS at, SUM(INSERT_COUNT) AS inserts,"
            + " SUM(UPDATE_COUNT) AS updates, SUM(DELETE_COUNT) AS deletes FROM TABLE_HISTORY_STAT"
            + " WHERE DATA_MEDIA_PAIR_ID IN <foreach collection='pairs' item='pair' open='(' separator=',' close=')'>"
            + "#{pair}</foreach> AND END_TIME &gt;= FROM_UNIXTIME(#{from}) GROUP BY at</script>")
    List<KindRow> kinds(@Param("pairs") List<Long> pairs, @Param("from") long from, @Param("step") long step);

    record TableRow(long pairId, long inserts, long updates, long deletes, long changed) {}

    /** Totals over all runs. */
    @Select("SELECT DATA_MEDIA_PAIR_ID AS pairId, SUM(INSERT_COUNT) AS inserts, SUM(UPDATE_COUNT) AS updates,"
            + " SUM(DELETE_COUNT) AS deletes, UNIX_TIMESTAMP(MAX(GMT_MODIFIED)) AS changed FROM TABLE_STAT"
            + " WHERE PIPELINE_ID = #{pipelineId} GROUP BY DATA_MEDIA_PAIR_ID")
    List<TableRow> tables(long pipelineId);

    /** @return whether the pair had a row already */
    @Update("UPDATE TABLE_STAT SET INSERT_COUNT = INSERT_COUNT + #{rows.inserts}, UPDATE_COUNT = UPDATE_COUNT +"
            + " #{rows.updates}, DELETE_COUNT = DELETE_COUNT + #{rows.deletes}, GMT_MODIFIED = NOW()"
            + " WHERE PIPELINE_ID = #{pipelineId} AND DATA_MEDIA_PAIR_ID = #{rows.pairId}")
    boolean addToTable(@Param("pipelineId") long pipelineId, @Param("rows") StatisticsReport.Pair rows);

    @Insert(
            "INSERT INTO TABLE_STAT (FILE_SIZE, FILE_COUNT, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT, DATA_MEDIA_PAIR_ID,"
                    + " PIPELINE_ID, GMT_CREATE, GMT_MODIFIED) VALUES (0, 0, #{rows.inserts}, #{rows.updates}, #{rows.deletes},"
                    + " #{rows.pairId}, #{pipelineId}, NOW(), NOW())")
    void insertTable(@Param("pipelineId") long pipelineId, @Param("rows") StatisticsReport.Pair rows);

    @Insert("INSERT INTO TABLE_HISTORY_STAT (FILE_SIZE, FILE_COUNT, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
            + " DATA_MEDIA_PAIR_ID, PIPELINE_ID, START_TIME, END_TIME, GMT_CREATE, GMT_MODIFIED) VALUES (0, 0,"
            + " #{rows.inserts}, #{rows.updates}, #{rows.deletes}, #{rows.pairId}, #{pipelineId},"
            + " FROM_UNIXTIME(#{from}), FROM_UNIXTIME(#{to}), NOW(), NOW())")
    void insertTableHistory(
            @Param("pipelineId") long pipelineId,
            @Param("rows") StatisticsReport.Pair rows,
            @Param("from") long from,
            @Param("to") long to);

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, NID AS nid, TITLE AS title, MESSAGE AS message"
            + " FROM LOG_RECORD WHERE PIPELINE_ID = #{pipelineId} ORDER BY ID DESC LIMIT #{most}")
    List<LogRow> pipelineLog(@Param("pipelineId") String pipelineId, @Param("most") int most);
}
