package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelState;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table CHANNEL_STATE. */
@Mapper
interface ChannelStateMapper {
    @Select("SELECT CHANNEL_ID AS channelId, STATUS AS status, REASON AS reason, CHANGED_BY AS changedBy,"
            + " SINCE_MILLIS AS sinceMillis, PIPELINES AS pipelines FROM CHANNEL_STATE")
    List<Kept> all();

    @Insert("INSERT INTO CHANNEL_STATE (CHANNEL_ID, STATUS, REASON, CHANGED_BY, SINCE_MILLIS, PIPELINES) VALUES (#{id},"
            + " #{state.status}, #{state.reason}, #{state.by}, #{state.sinceMillis}, #{pipelines}) ON DUPLICATE KEY UPDATE"
            + " STATUS = VALUES(STATUS), REASON = VALUES(REASON), CHANGED_BY = VALUES(CHANGED_BY),"
            + " SINCE_MILLIS = VALUES(SINCE_MILLIS), PIPELINES = VALUES(PIPELINES)")
    void keep(
            @Param("id") long channelId,
            @Param("state") ChannelState state,
            @Param("pipelines") @Nullable String pipelines);

    /** Adds a state where there is none. */
    @Insert(
            "INSERT IGNORE INTO CHANNEL_STATE (CHANNEL_ID, STATUS, REASON, CHANGED_BY, SINCE_MILLIS, PIPELINES) VALUES (#{id},"
                    + " #{state.status}, #{state.reason}, #{state.by}, #{state.sinceMillis}, #{pipelines})")
    void add(
            @Param("id") long channelId,
            @Param("state") ChannelState state,
            @Param("pipelines") @Nullable String pipelines);

    /** Replaces a state unless it has changed. */
    @Update("UPDATE CHANNEL_STATE SET STATUS = #{state.status}, REASON = #{state.reason}, CHANGED_BY = #{state.by},"
            + " SINCE_MILLIS = #{state.sinceMillis}, PIPELINES = #{pipelines} WHERE CHANNEL_ID = #{id}"
            + " AND STATUS = #{before.status} AND SINCE_MILLIS = #{before.sinceMillis}"
            + " AND PIPELINES <=> #{before.pipelines}")
    void replace(
            @Param("id") long channelId,
            @Param("before") Kept before,
            @Param("state") ChannelState state,
            @Param("pipelines") @Nullable String pipelines);

    /** States of deleted channels. */
    @Delete("DELETE FROM CHANNEL_STATE WHERE CHANNEL_ID NOT IN (SELECT ID FROM CHANNEL)")
    void forget();

    /** @param pipelines a document of what differs by pipeline, null when nothing does */
    record Kept(
            long channelId,
            String status,
            String reason,
            String changedBy,
            long sinceMillis,
            @Nullable String pipelines) {}
}
