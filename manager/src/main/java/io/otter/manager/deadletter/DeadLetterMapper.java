package io.otter.manager.deadletter;

import io.otter.communication.message.ReportedLetter;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table DEAD_LETTER. */
@Mapper
interface DeadLetterMapper {
    record LetterRow(
            long id,
            long pipelineId,
            String sourceTable,
            String targetTable,
            String kind,
            String keyText,
            String keyData,
            String oldKeyData,
            @Nullable String before,
            @Nullable String after,
            String errorCode,
            String errorText,
            String position,
            long commitTimeMillis,
            long createdMillis,
            int attempts,
            String state) {}

    String COLUMNS = "ID AS id, PIPELINE_ID AS pipelineId, SOURCE_TABLE AS sourceTable, TARGET_TABLE AS targetTable,"
            + " KIND AS kind, KEY_TEXT AS keyText, PK_DATA AS keyData, OLD_PK_DATA AS oldKeyData,"
            + " BEFORE_IMAGE AS `before`, AFTER_IMAGE AS `after`, ERROR_CODE AS errorCode, ERROR_TEXT AS errorText,"
            + " POSITION AS position, COMMIT_TIME_MILLIS AS commitTimeMillis, CREATED_MILLIS AS createdMillis,"
            + " ATTEMPTS AS attempts, STATE AS state";

    /** The state follows what happened to the row, except that discarded rows stay discarded. */
    @Insert("INSERT INTO DEAD_LETTER (PIPELINE_ID, TARGET_ID, LETTER_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT,"
            + " PK_DATA, OLD_PK_DATA, BEFORE_IMAGE, AFTER_IMAGE, ERROR_CODE, ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS,"
            + " CREATED_MILLIS, ATTEMPTS, STATE) VALUES (#{pipelineId}, #{targetId}, #{letter.id},"
            + " #{letter.sourceTable}, #{letter.targetTable}, #{letter.kind}, #{letter.keyText}, #{letter.keyData},"
            + " #{letter.oldKeyData}, #{letter.before}, #{letter.after}, #{letter.errorCode}, #{letter.errorText},"
            + " #{letter.position}, #{letter.commitTimeMillis}, #{letter.createdMillis}, #{letter.attempts}, #{state})"
            + " ON DUPLICATE KEY UPDATE STATE = IF(VALUES(STATE) = 'DONE', 'DONE', IF(STATE = 'RETRYING'"
            + " AND VALUES(ATTEMPTS) > ATTEMPTS, 'OPEN', STATE)), ATTEMPTS = VALUES(ATTEMPTS),"
            + " ERROR_CODE = VALUES(ERROR_CODE), ERROR_TEXT = VALUES(ERROR_TEXT)")
    void store(
            @Param("pipelineId") long pipelineId,
            @Param("targetId") long targetId,
            @Param("letter") ReportedLetter letter,
            @Param("state") String state);

    /** @param state null for all */
    @Select("<script>SELECT " + COLUMNS + " FROM DEAD_LETTER WHERE PIPELINE_ID = #{pipelineId} AND ID &gt; #{after}"
            + "<if test='state != null'> AND STATE = #{state}</if> ORDER BY ID LIMIT #{most}</script>")
    List<LetterRow> letters(
            @Param("pipelineId") long pipelineId,
            @Param("state") @Nullable String state,
            @Param("after") long after,
            @Param("most") int most);

    @Select("SELECT " + COLUMNS + " FROM DEAD_LETTER WHERE ID = #{id}")
    @Nullable
    LetterRow letter(long id);

    /** @return whether it was in that state */
    @Update("UPDATE DEAD_LETTER SET STATE = #{to} WHERE ID = #{id} AND STATE = #{from}")
    boolean move(@Param("id") long id, @Param("from") String from, @Param("to") String to);

    /**
     * @param state null for all
     * @param pattern for LIKE on tables, key and error
     */
    @Select("<script>SELECT " + COLUMNS + " FROM DEAD_LETTER WHERE PIPELINE_ID = #{pipelineId} AND ID &gt; #{after}"
            + "<if test='state != null'> AND STATE = #{state}</if> AND (SOURCE_TABLE LIKE #{pattern} OR TARGET_TABLE LIKE"
            + " #{pattern} OR KEY_TEXT LIKE #{pattern} OR ERROR_CODE LIKE #{pattern} OR ERROR_TEXT LIKE #{pattern})"
            + " ORDER BY ID LIMIT #{most}</script>")
    List<LetterRow> find(
            @Param("pipelineId") long pipelineId,
            @Param("state") @Nullable String state,
            @Param("pattern") String pattern,
            @Param("after") long after,
            @Param("most") int most);

    record TableRow(String sourceTable, long letters) {}

    @Select("SELECT SOURCE_TABLE AS sourceTable, COUNT(*) AS letters FROM DEAD_LETTER WHERE PIPELINE_ID = #{pipelineId}"
            + " AND STATE = #{state} GROUP BY SOURCE_TABLE")
    List<TableRow> tables(@Param("pipelineId") long pipelineId, @Param("state") String state);

    /** @return how many, up to that id, were in that state */
    @Update(
            "UPDATE DEAD_LETTER SET STATE = #{to} WHERE PIPELINE_ID = #{pipelineId} AND STATE = #{from} AND ID <= #{newest}")
    int moveAll(
            @Param("pipelineId") long pipelineId,
            @Param("from") String from,
            @Param("to") String to,
            @Param("newest") long newest);

    /** The newest of all pipelines; 0 when there is none. */
    @Select("SELECT COALESCE(MAX(ID), 0) FROM DEAD_LETTER")
    long newest();
}
