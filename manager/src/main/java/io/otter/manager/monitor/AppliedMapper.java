package io.otter.manager.monitor;

import io.otter.communication.message.StatisticsReport;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** Table APPLIED_ROWS: how far the counts of nodes are added to the statistics. */
@Mapper
interface AppliedMapper {
    record AppliedRow(long pipelineId, long pairId, long inserts, long updates, long deletes) {
        /** What came since; nothing when another manager has heard of more. */
        StatisticsReport.Pair until(StatisticsReport.Pair now) {
            return new StatisticsReport.Pair(
                    pairId,
                    Math.max(0, now.inserts() - inserts),
                    Math.max(0, now.updates() - updates),
                    Math.max(0, now.deletes() - deletes));
        }
    }

    /** Locks the rows, as the node may have changed over to another manager. */
    @Select("SELECT PIPELINE_ID AS pipelineId, PAIR_ID AS pairId, INSERT_COUNT AS inserts, UPDATE_COUNT AS updates,"
            + " DELETE_COUNT AS deletes FROM APPLIED_ROWS WHERE COUNTER = #{counter} FOR UPDATE")
    List<AppliedRow> of(long counter);

    /** Shows that the node still counts, though nothing may change. */
    @Update(
            "UPDATE APPLIED_ROWS SET GMT_MODIFIED = NOW() WHERE COUNTER = #{counter} AND GMT_MODIFIED < NOW() - INTERVAL 1 DAY"
                    + " LIMIT 1")
    void touch(long counter);

    @Insert("INSERT INTO APPLIED_ROWS (COUNTER, PIPELINE_ID, PAIR_ID, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT) VALUES"
            + " (#{counter}, #{pipelineId}, #{rows.pairId}, #{rows.inserts}, #{rows.updates}, #{rows.deletes})")
    void insert(
            @Param("counter") long counter,
            @Param("pipelineId") long pipelineId,
            @Param("rows") StatisticsReport.Pair rows);

    @Update("UPDATE APPLIED_ROWS SET INSERT_COUNT = INSERT_COUNT + #{rows.inserts}, UPDATE_COUNT = UPDATE_COUNT +"
            + " #{rows.updates}, DELETE_COUNT = DELETE_COUNT + #{rows.deletes} WHERE COUNTER = #{counter}"
            + " AND PIPELINE_ID = #{pipelineId} AND PAIR_ID = #{rows.pairId}")
    void add(
            @Param("counter") long counter,
            @Param("pipelineId") long pipelineId,
            @Param("rows") StatisticsReport.Pair rows);
}
