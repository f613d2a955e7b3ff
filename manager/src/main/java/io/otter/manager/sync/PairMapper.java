package io.otter.manager.sync;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Tables DATA_MEDIA_PAIR, COLUMN_PAIR and COLUMN_PAIR_GROUP. */
@Mapper
interface PairMapper {
    record PairRow(
            long id,
            long pipelineId,
            @Nullable Long fromId,
            @Nullable Long toId,
            @Nullable Long weight,
            @Nullable String mode,
            @Nullable String filter) {}

    record ColumnRow(
            long pairId, @Nullable String source, @Nullable String target) {}

    record GroupRow(long pairId, @Nullable String content) {}

    @Select(
            "SELECT ID AS id, PIPELINE_ID AS pipelineId, SOURCE_DATA_MEDIA_ID AS fromId, TARGET_DATA_MEDIA_ID AS toId,"
                    + " PUSHWEIGHT AS weight, COLUMN_PAIR_MODE AS mode, FILTER AS filter FROM DATA_MEDIA_PAIR ORDER BY PIPELINE_ID, ID")
    List<PairRow> pairs();

    @Insert("INSERT INTO DATA_MEDIA_PAIR (PIPELINE_ID, SOURCE_DATA_MEDIA_ID, TARGET_DATA_MEDIA_ID, PULLWEIGHT,"
            + " PUSHWEIGHT, COLUMN_PAIR_MODE, FILTER, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{pipelineId}, #{fromId}, #{toId}, #{weight}, #{weight}, #{mode}, #{filter}, NOW(), NOW())")
    void insertPair(PairRow row);

    @Update(
            "UPDATE DATA_MEDIA_PAIR SET SOURCE_DATA_MEDIA_ID = #{fromId}, TARGET_DATA_MEDIA_ID = #{toId},"
                    + " PUSHWEIGHT = #{weight}, COLUMN_PAIR_MODE = #{mode}, FILTER = #{filter}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updatePair(PairRow row);

    @Delete("DELETE FROM DATA_MEDIA_PAIR WHERE ID = #{id}")
    void deletePair(long id);

    @Select("SELECT DATA_MEDIA_PAIR_ID AS pairId, SOURCE_COLUMN AS source, TARGET_COLUMN AS target FROM COLUMN_PAIR"
            + " ORDER BY ID")
    List<ColumnRow> columns();

    @Delete("DELETE FROM COLUMN_PAIR WHERE DATA_MEDIA_PAIR_ID = #{pairId}")
    void deleteColumns(long pairId);

    @Insert("INSERT INTO COLUMN_PAIR (SOURCE_COLUMN, TARGET_COLUMN, DATA_MEDIA_PAIR_ID, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{source}, #{target}, #{pairId}, NOW(), NOW())")
    void insertColumn(@Param("pairId") long pairId, @Param("source") String source, @Param("target") String target);

    @Select("SELECT DATA_MEDIA_PAIR_ID AS pairId, COLUMN_PAIR_CONTENT AS content FROM COLUMN_PAIR_GROUP ORDER BY ID")
    List<GroupRow> groups();

    @Delete("DELETE FROM COLUMN_PAIR_GROUP WHERE DATA_MEDIA_PAIR_ID = #{pairId}")
    void deleteGroups(long pairId);

    @Insert("INSERT INTO COLUMN_PAIR_GROUP (DATA_MEDIA_PAIR_ID, COLUMN_PAIR_CONTENT, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{pairId}, #{content}, NOW(), NOW())")
    void insertGroup(@Param("pairId") long pairId, @Param("content") String content);

    @Select("SELECT LAST_INSERT_ID()")
    long lastId();
}
