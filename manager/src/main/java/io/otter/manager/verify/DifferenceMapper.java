package io.otter.manager.verify;

import io.otter.communication.message.ReportedDifference;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** Table DIFFERENCE. */
@Mapper
interface DifferenceMapper {
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

    /** The same row may be stored again; rows of a run that is gone are not. */
    @Insert(
            "INSERT INTO DIFFERENCE (RUN_ID, PIPELINE_ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, KEY_DATA,"
                    + " KEY_HASH, SOURCE_ROW, TARGET_ROW) SELECT ID, #{pipelineId}, #{row.pairId}, #{row.sourceTable},"
                    + " #{row.targetTable}, #{row.kind}, #{row.key}, #{row.keyData},"
                    + " SHA2(CONCAT(#{row.pairId}, ' ', #{row.sourceTable}, ' ', #{row.keyData}), 256), #{row.source},"
                    + " #{row.target} FROM RESYNC WHERE ID = #{runId} ON DUPLICATE KEY UPDATE KIND = VALUES(KIND),"
                    + " SOURCE_ROW = VALUES(SOURCE_ROW), TARGET_ROW = VALUES(TARGET_ROW)")
    void store(@Param("pipelineId") long pipelineId, @Param("runId") long runId, @Param("row") ReportedDifference row);

    @Select("SELECT CHANNEL_ID FROM RESYNC WHERE ID = #{runId}")
    @Nullable
    Long channelOf(long runId);

    /**
     * Rows of a run in the order in which they were found.
     *
     * @param pairIds only of these pairs; empty for all
     * @param kind null for all
     * @param after only those with a higher id
     */
    @Select("<script>SELECT ID AS id, PIPELINE_ID AS pipelineId, PAIR_ID AS pairId, SOURCE_TABLE AS sourceTable,"
            + " TARGET_TABLE AS targetTable, KIND AS kind, KEY_TEXT AS keyText, KEY_DATA AS keyData, SOURCE_ROW AS source,"
            + " TARGET_ROW AS target FROM DIFFERENCE WHERE RUN_ID = #{runId} AND ID &gt; #{after}"
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
    @Select(
            "SELECT ID FROM RESYNC WHERE CHANNEL_ID = #{channelId} AND KIND = #{kind} AND ENDED_MILLIS IS NOT NULL ORDER BY ID DESC"
                    + " LIMIT #{kept}, 1000")
    List<Long> old(@Param("channelId") long channelId, @Param("kind") String kind, @Param("kept") int kept);

    @Delete("DELETE FROM DIFFERENCE WHERE RUN_ID = #{runId}")
    void forgetRows(long runId);
}
