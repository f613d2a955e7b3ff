package io.otter.manager.monitor;

import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** Table PIPELINE_STATE: the state that was recorded last. */
@Mapper
interface StateMapper {
    record StateRow(long pipelineId, String state, long sinceMillis, String cause) {}

    @Select("SELECT PIPELINE_ID AS pipelineId, STATE AS state, SINCE_MILLIS AS sinceMillis, CAUSE AS cause"
            + " FROM PIPELINE_STATE")
    List<StateRow> list();

    @Insert("INSERT INTO PIPELINE_STATE (PIPELINE_ID, STATE, SINCE_MILLIS, CAUSE) VALUES (#{pipelineId}, #{state},"
            + " #{sinceMillis}, #{cause})")
    void insert(StateRow row);

    @Update("UPDATE PIPELINE_STATE SET STATE = #{state}, SINCE_MILLIS = #{sinceMillis}, CAUSE = #{cause}"
            + " WHERE PIPELINE_ID = #{pipelineId}")
    void update(StateRow row);
}
