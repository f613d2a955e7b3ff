package io.otter.manager.conflict;

import io.otter.communication.message.ReportedConflict;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** Table ROW_CONFLICT. */
@Mapper
interface ConflictMapper {
    record ConflictRow(
            long id,
            String sourceTable,
            String targetTable,
            String kind,
            String keyText,
            String images,
            String policy,
            boolean taken,
            String position,
            long commitTimeMillis,
            long createdMillis) {}

    @Insert("INSERT IGNORE INTO ROW_CONFLICT (PIPELINE_ID, TARGET_ID, CONFLICT_ID, SOURCE_TABLE, TARGET_TABLE, KIND,"
            + " KEY_TEXT, IMAGES, POLICY, TAKEN, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS) VALUES (#{pipelineId},"
            + " #{targetId}, #{conflict.id}, #{conflict.sourceTable}, #{conflict.targetTable}, #{conflict.kind},"
            + " #{conflict.keyText}, #{conflict.images}, #{conflict.policy}, #{conflict.taken}, #{conflict.position},"
            + " #{conflict.commitTimeMillis}, #{conflict.createdMillis})")
    void store(
            @Param("pipelineId") long pipelineId,
            @Param("targetId") long targetId,
            @Param("conflict") ReportedConflict conflict);

    /** Newest first. @param before only those with a lower id */
    @Select(
            "SELECT ID AS id, SOURCE_TABLE AS sourceTable, TARGET_TABLE AS targetTable, KIND AS kind, KEY_TEXT AS keyText,"
                    + " IMAGES AS images, POLICY AS policy, TAKEN AS taken, POSITION AS position,"
                    + " COMMIT_TIME_MILLIS AS commitTimeMillis, CREATED_MILLIS AS createdMillis FROM ROW_CONFLICT"
                    + " WHERE PIPELINE_ID = #{pipelineId} AND ID < #{before} AND (SOURCE_TABLE LIKE #{pattern}"
                    + " OR TARGET_TABLE LIKE #{pattern} OR KEY_TEXT LIKE #{pattern}) ORDER BY ID DESC LIMIT #{most}")
    List<ConflictRow> find(
            @Param("pipelineId") long pipelineId,
            @Param("pattern") String pattern,
            @Param("before") long before,
            @Param("most") int most);

    @Select("SELECT COUNT(*) FROM ROW_CONFLICT WHERE PIPELINE_ID = #{pipelineId} AND CREATED_MILLIS >= #{since}")
    long count(@Param("pipelineId") long pipelineId, @Param("since") long since);

    /** The oldest of those that are not deleted for being too many. */
    @Select("SELECT ID FROM ROW_CONFLICT WHERE PIPELINE_ID = #{pipelineId} ORDER BY ID DESC LIMIT #{most}, 1")
    @Nullable
    Long beyond(@Param("pipelineId") long pipelineId, @Param("most") int most);

    @Delete("DELETE FROM ROW_CONFLICT WHERE PIPELINE_ID = #{pipelineId} AND ID <= #{id} LIMIT 1000")
    int deleteUpTo(@Param("pipelineId") long pipelineId, @Param("id") long id);
}
