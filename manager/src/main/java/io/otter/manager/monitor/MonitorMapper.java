package io.otter.manager.monitor;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** Tables LOG_RECORD, DELAY_STAT and THROUGHPUT_STAT. */
@Mapper
interface MonitorMapper {
    record LogRow(Instant at, String nid, String title, String message) {}

    @Insert("INSERT INTO LOG_RECORD (NID, CHANNEL_ID, PIPELINE_ID, TITLE, MESSAGE, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{nid}, #{channelId}, #{pipelineId}, #{title}, #{message}, NOW(), NOW())")
    void insertLogRecord(
            @Param("nid") String nid,
            @Param("channelId") String channelId,
            @Param("pipelineId") String pipelineId,
            @Param("title") String title,
            @Param("message") String message);

    @Select("SELECT FROM_UNIXTIME(UNIX_TIMESTAMP(GMT_CREATE)) AS at, NID AS nid, TITLE AS title, MESSAGE AS message"
            + " FROM LOG_RECORD WHERE CHANNEL_ID = #{channelId} ORDER BY ID DESC LIMIT #{most}")
    List<LogRow> logRecords(@Param("channelId") String channelId, @Param("most") int most);

    record FoundRow(
            Instant at,
            String nid,
            @Nullable String channel,
            @Nullable String pipeline,
            String title,
            String message) {}

    @Select("SELECT FROM_UNIXTIME(UNIX_TIMESTAMP(r.GMT_CREATE)) AS at, r.NID AS nid, c.NAME AS channel,"
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
}
