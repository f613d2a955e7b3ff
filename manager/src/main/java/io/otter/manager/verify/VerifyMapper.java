package io.otter.manager.verify;

import io.otter.communication.message.DifferenceReport.Difference;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Tables VERIFY and VERIFY_ROW. */
@Mapper
interface VerifyMapper {
    /**
     * One run.
     *
     * @param request JSON of {@link VerifyOrder}
     * @param progress JSON of the tables as they were last
     */
    record RunRow(
            long id,
            long channelId,
            String byUser,
            String request,
            String state,
            String error,
            String progress,
            long startedMillis,
            @Nullable Long endedMillis) {}

    /** A row that is not the same on both sides. */
    record DifferenceRow(
            long id,
            long pipelineId,
            long pairId,
            String sourceTable,
            String targetTable,
            String kind,
            String keyText,
            String keyData,
            @Nullable String source,
            @Nullable String target) {}

    /** A new run; the database sets the id. */
    final class NewRun {
        private long id;
        private final long channelId;
        private final String byUser;
        private final String request;
        private final long startedMillis;

        NewRun(long channelId, String byUser, String request, long startedMillis) {
            this.channelId = channelId;
            this.byUser = byUser;
            this.request = request;
            this.startedMillis = startedMillis;
        }

        long id() {
            return id;
        }
    }

    String COLUMNS = "ID AS id, CHANNEL_ID AS channelId, BY_USER AS byUser, REQUEST AS request, STATE AS state,"
            + " ERROR AS error, PROGRESS AS progress, STARTED_MILLIS AS startedMillis, ENDED_MILLIS AS endedMillis";

    @Insert("INSERT INTO VERIFY (CHANNEL_ID, BY_USER, REQUEST, STATE, ERROR, PROGRESS, STARTED_MILLIS) VALUES"
            + " (#{channelId}, #{byUser}, #{request}, 'WAITING', '', '[]', #{startedMillis})")
    @Options(useGeneratedKeys = true, keyProperty = "id")
    void add(NewRun run);

    @Select("SELECT " + COLUMNS + " FROM VERIFY WHERE CHANNEL_ID = #{channelId} ORDER BY ID DESC LIMIT #{most}")
    List<RunRow> ofChannel(@Param("channelId") long channelId, @Param("most") int most);

    @Select("SELECT " + COLUMNS + " FROM VERIFY WHERE ENDED_MILLIS IS NULL ORDER BY ID")
    List<RunRow> open();

    @Select("SELECT " + COLUMNS + " FROM VERIFY WHERE ID = #{id}")
    @Nullable
    RunRow run(long id);

    /** @return whether it was open */
    @Update("UPDATE VERIFY SET STATE = #{state}, ERROR = #{error}, PROGRESS = #{progress}, ENDED_MILLIS ="
            + " #{endedMillis} WHERE ID = #{id} AND ENDED_MILLIS IS NULL")
    boolean show(
            @Param("id") long id,
            @Param("state") String state,
            @Param("error") String error,
            @Param("progress") String progress,
            @Param("endedMillis") @Nullable Long endedMillis);

    /** The same row may be stored again; rows of a run that is gone are not. */
    @Insert(
            "INSERT INTO VERIFY_ROW (RUN_ID, PIPELINE_ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, KEY_DATA,"
                    + " KEY_HASH, SOURCE_ROW, TARGET_ROW) SELECT ID, #{pipelineId}, #{row.pairId}, #{row.sourceTable},"
                    + " #{row.targetTable}, #{row.kind}, #{row.key}, #{row.keyData},"
                    + " SHA2(CONCAT(#{row.pairId}, ' ', #{row.sourceTable}, ' ', #{row.keyData}), 256), #{row.source},"
                    + " #{row.target} FROM VERIFY WHERE ID = #{runId} ON DUPLICATE KEY UPDATE KIND = VALUES(KIND),"
                    + " SOURCE_ROW = VALUES(SOURCE_ROW), TARGET_ROW = VALUES(TARGET_ROW)")
    void store(@Param("pipelineId") long pipelineId, @Param("runId") long runId, @Param("row") Difference row);

    /**
     * Rows of a run in the order in which they were found.
     *
     * @param pairIds only of these pairs; empty for all
     * @param kind null for all
     * @param after only those with a higher id
     */
    @Select("<script>SELECT ID AS id, PIPELINE_ID AS pipelineId, PAIR_ID AS pairId, SOURCE_TABLE AS sourceTable,"
            + " TARGET_TABLE AS targetTable, KIND AS kind, KEY_TEXT AS keyText, KEY_DATA AS keyData, SOURCE_ROW AS source,"
            + " TARGET_ROW AS target FROM VERIFY_ROW WHERE RUN_ID = #{runId} AND ID &gt; #{after}"
            + "<if test='kind != null'> AND KIND = #{kind}</if>"
            + "<if test='!pairIds.isEmpty()'> AND PAIR_ID IN <foreach collection='pairIds' item='one' open='('"
            + " separator=',' close=')'>#{one}</foreach></if> ORDER BY ID LIMIT #{skip}, #{most}</script>")
    List<DifferenceRow> rows(
            @Param("runId") long runId,
            @Param("pairIds") List<Long> pairIds,
            @Param("kind") @Nullable String kind,
            @Param("after") long after,
            @Param("skip") int skip,
            @Param("most") int most);

    /** Ids of runs of a channel that are over, but for the newest. */
    @Select("SELECT ID FROM VERIFY WHERE CHANNEL_ID = #{channelId} AND ENDED_MILLIS IS NOT NULL ORDER BY ID DESC"
            + " LIMIT #{kept}, 1000")
    List<Long> old(@Param("channelId") long channelId, @Param("kept") int kept);

    @Delete("DELETE FROM VERIFY_ROW WHERE RUN_ID = #{runId}")
    void forgetRows(long runId);
}
