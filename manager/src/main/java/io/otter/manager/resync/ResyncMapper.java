package io.otter.manager.resync;

import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table RESYNC. */
@Mapper
interface ResyncMapper {
    /**
     * One run.
     *
     * @param request JSON of {@link ResyncOrder}
     * @param progress JSON of the tables as they were last
     */
    record RunRow(
            long id,
            long channelId,
            String byUser,
            String request,
            String state,
            boolean paused,
            long rowsPerSecond,
            String error,
            String progress,
            long startedMillis,
            @Nullable Long endedMillis) {}

    /** A new run; the database sets the id. */
    final class NewRun {
        private long id;
        private final long channelId;
        private final String byUser;
        private final String request;
        private final long rowsPerSecond;
        private final long startedMillis;

        NewRun(long channelId, String byUser, String request, long rowsPerSecond, long startedMillis) {
            this.channelId = channelId;
            this.byUser = byUser;
            this.request = request;
            this.rowsPerSecond = rowsPerSecond;
            this.startedMillis = startedMillis;
        }

        long id() {
            return id;
        }
    }

    String COLUMNS = "ID AS id, CHANNEL_ID AS channelId, BY_USER AS byUser, REQUEST AS request, STATE AS state,"
            + " PAUSED AS paused, ROWS_PER_SECOND AS rowsPerSecond, ERROR AS error, PROGRESS AS progress,"
            + " STARTED_MILLIS AS startedMillis, ENDED_MILLIS AS endedMillis";

    @Insert("INSERT INTO RESYNC (CHANNEL_ID, BY_USER, REQUEST, STATE, PAUSED, ROWS_PER_SECOND, ERROR, PROGRESS,"
            + " STARTED_MILLIS) VALUES (#{channelId}, #{byUser}, #{request}, 'WAITING', 0, #{rowsPerSecond}, '', '[]',"
            + " #{startedMillis})")
    @Options(useGeneratedKeys = true, keyProperty = "id")
    void add(NewRun run);

    /** Unless the channel has a run. */
    @Insert("INSERT INTO RESYNC (CHANNEL_ID, BY_USER, REQUEST, STATE, PAUSED, ROWS_PER_SECOND, ERROR, PROGRESS,"
            + " STARTED_MILLIS) SELECT #{channelId}, #{byUser}, #{request}, 'WAITING', 0, 0, '', '[]', #{startedMillis}"
            + " FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM RESYNC WHERE CHANNEL_ID = #{channelId})")
    void addFirst(
            @Param("channelId") long channelId,
            @Param("byUser") String byUser,
            @Param("request") String request,
            @Param("startedMillis") long startedMillis);

    @Select("SELECT " + COLUMNS + " FROM RESYNC WHERE CHANNEL_ID = #{channelId} ORDER BY ID DESC LIMIT #{most}")
    List<RunRow> ofChannel(@Param("channelId") long channelId, @Param("most") int most);

    @Select("SELECT " + COLUMNS + " FROM RESYNC WHERE ENDED_MILLIS IS NULL ORDER BY ID")
    List<RunRow> open();

    @Select("SELECT " + COLUMNS + " FROM RESYNC WHERE ID = #{id}")
    @Nullable
    RunRow run(long id);

    /** @return whether it was open */
    @Update("UPDATE RESYNC SET STATE = #{state}, ERROR = #{error}, PROGRESS = #{progress}, ENDED_MILLIS ="
            + " #{endedMillis} WHERE ID = #{id} AND ENDED_MILLIS IS NULL")
    boolean show(
            @Param("id") long id,
            @Param("state") String state,
            @Param("error") String error,
            @Param("progress") String progress,
            @Param("endedMillis") @Nullable Long endedMillis);

    /** @return whether it is open */
    @Update("UPDATE RESYNC SET PAUSED = #{paused}, ROWS_PER_SECOND = #{rowsPerSecond}"
            + " WHERE ID = #{id} AND ENDED_MILLIS IS NULL")
    boolean change(@Param("id") long id, @Param("paused") boolean paused, @Param("rowsPerSecond") long rowsPerSecond);
}
