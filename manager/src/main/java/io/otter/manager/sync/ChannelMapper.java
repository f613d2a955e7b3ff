package io.otter.manager.sync;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Tables CHANNEL, PIPELINE and PIPELINE_NODE_RELATION. */
@Mapper
interface ChannelMapper {
    record ChannelRow(long id, String name, @Nullable String parameters) {}

    record PipelineRow(
            long id, long channelId, String name, @Nullable String parameters) {}

    record NodeRow(long pipelineId, long nodeId, String location) {}

    @Select("SELECT ID AS id, NAME AS name, PARAMETERS AS parameters FROM CHANNEL ORDER BY NAME")
    List<ChannelRow> channels();

    @Select("SELECT PARAMETERS FROM CHANNEL WHERE ID = #{id}")
    @Nullable
    String channelParameters(long id);

    @Insert("INSERT INTO CHANNEL (NAME, PARAMETERS, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{name}, #{parameters}, NOW(), NOW())")
    void insertChannel(ChannelRow row);

    @Update("UPDATE CHANNEL SET NAME = #{name}, PARAMETERS = #{parameters}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updateChannel(ChannelRow row);

    @Select("SELECT ID AS id, CHANNEL_ID AS channelId, NAME AS name, PARAMETERS AS parameters FROM PIPELINE"
            + " ORDER BY ID")
    List<PipelineRow> pipelines();

    @Select("SELECT PARAMETERS FROM PIPELINE WHERE ID = #{id}")
    @Nullable
    String pipelineParameters(long id);

    @Insert("INSERT INTO PIPELINE (NAME, PARAMETERS, CHANNEL_ID, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{name}, #{parameters}, #{channelId}, NOW(), NOW())")
    void insertPipeline(PipelineRow row);

    @Update("UPDATE PIPELINE SET NAME = #{name}, PARAMETERS = #{parameters}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updatePipeline(PipelineRow row);

    @Delete("DELETE FROM PIPELINE WHERE ID = #{id}")
    void deletePipeline(long id);

    @Delete("DELETE FROM CHANNEL WHERE ID = #{id}")
    void deleteChannel(long id);

    @Select("SELECT PIPELINE_ID AS pipelineId, NODE_ID AS nodeId, LOCATION AS location FROM PIPELINE_NODE_RELATION"
            + " ORDER BY ID")
    List<NodeRow> nodes();

    @Delete("DELETE FROM PIPELINE_NODE_RELATION WHERE PIPELINE_ID = #{pipelineId}")
    void deleteNodes(long pipelineId);

    @Insert("INSERT INTO PIPELINE_NODE_RELATION (NODE_ID, PIPELINE_ID, LOCATION, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{nodeId}, #{pipelineId}, #{location}, NOW(), NOW())")
    void insertNode(
            @Param("pipelineId") long pipelineId, @Param("nodeId") long nodeId, @Param("location") String location);

    @Select("SELECT LAST_INSERT_ID()")
    long lastId();
}
