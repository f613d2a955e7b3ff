package io.otter.manager.run;

import io.otter.arbitrate.resync.ResyncProgress.State;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table RESYNC, which has runs of all kinds; those without a kind are from when there was one. */
@Mapper
interface RunMapper {
    /** A new run; the database sets the id. */
    final class NewRun {
        private long id;
        private final long channelId;
        private final String kind;
        private final String byUser;
        private final String request;
        private final long rowsPerSecond;
        private final long startedMillis;

        NewRun(long channelId, String kind, String byUser, String request, long rowsPerSecond, long startedMillis) {
            this.channelId = channelId;
            this.kind = kind;
            this.byUser = byUser;
            this.request = request;
            this.rowsPerSecond = rowsPerSecond;
            this.startedMillis = startedMillis;
        }

        long id() {
            return id;
        }
    }

    String KIND = "COALESCE(KIND, 'RESYNC')";

    String COLUMNS = "ID AS id, CHANNEL_ID AS channelId, " + KIND + " AS kind, BY_USER AS byUser, REQUEST AS request,"
            + " STATE AS state, PAUSED AS paused,"
            + " ROWS_PER_SECOND AS rowsPerSecond, ERROR AS"
            + " error, PROGRESS AS progress, STARTED_MILLIS AS"
            + " startedMillis, ENDED_MILLIS AS endedMillis";

    @Insert("INSERT INTO RESYNC (CHANNEL_ID, KIND, BY_USER, REQUEST, STATE, PAUSED, ROWS_PER_SECOND, ERROR,"
            + " PROGRESS, STARTED_MILLIS) VALUES (#{channelId}, #{kind}, #{byUser}, #{request}, 'WAITING', 0,"
            + " #{rowsPerSecond}, '', '[]', #{startedMillis})")
    @Options(useGeneratedKeys = true, keyProperty = "id")
    void add(NewRun run);

    /** Unless the channel has a run of this kind and user that began then or later. @return whether it was added */
    @Insert("INSERT INTO RESYNC (CHANNEL_ID, KIND, BY_USER, REQUEST, STATE, PAUSED, ROWS_PER_SECOND, ERROR, PROGRESS,"
            + " STARTED_MILLIS) SELECT #{channelId}, #{kind}, #{byUser}, #{request}, 'WAITING', 0, 0, '', '[]',"
            + " #{startedMillis} FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM RESYNC WHERE CHANNEL_ID = #{channelId}"
            + " AND KIND = #{kind} AND BY_USER = #{byUser} AND STARTED_MILLIS >= #{sinceMillis})")
    boolean addFirst(
            @Param("channelId") long channelId,
            @Param("kind") String kind,
            @Param("byUser") String byUser,
            @Param("request") String request,
            @Param("startedMillis") long startedMillis,
            @Param("sinceMillis") long sinceMillis);

    @Select("SELECT " + COLUMNS + " FROM RESYNC WHERE CHANNEL_ID = #{channelId} AND " + KIND
            + " = #{kind} ORDER BY ID DESC LIMIT #{most}")
    List<Run> ofChannel(@Param("channelId") long channelId, @Param("kind") String kind, @Param("most") int most);

    @Select("SELECT " + COLUMNS + " FROM RESYNC WHERE ENDED_MILLIS IS NULL ORDER BY ID")
    List<Run> open();

    @Select("SELECT " + COLUMNS + " FROM RESYNC WHERE ID = #{id}")
    @Nullable
    Run run(long id);

    /** @return whether it was open */
    @Update("UPDATE RESYNC SET STATE = #{state}, ERROR = #{error}, PROGRESS = #{progress}, ENDED_MILLIS ="
            + " #{endedMillis} WHERE ID = #{id} AND ENDED_MILLIS IS NULL")
    boolean show(
            @Param("id") long id,
            @Param("state") State state,
            @Param("error") String error,
            @Param("progress") String progress,
            @Param("endedMillis") @Nullable Long endedMillis);

    @Delete("DELETE FROM RESYNC WHERE ID = #{id} AND ENDED_MILLIS IS NOT NULL")
    void delete(long id);

    /** What is null stays, as somebody else may change it meanwhile. @return whether it is open */
    @Update("UPDATE RESYNC SET PAUSED = COALESCE(#{paused}, PAUSED), ROWS_PER_SECOND = COALESCE(#{rowsPerSecond},"
            + " ROWS_PER_SECOND) WHERE ID = #{id} AND ENDED_MILLIS IS NULL")
    boolean change(
            @Param("id") long id,
            @Param("paused") @Nullable Boolean paused,
            @Param("rowsPerSecond") @Nullable Long rowsPerSecond);
}
