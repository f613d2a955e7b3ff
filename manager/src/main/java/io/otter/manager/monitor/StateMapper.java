package io.otter.manager.monitor;

import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** Table PIPELINE_STATE: the state that was recorded last. */
@Mapper
interface StateMapper {
    record StateRow(long pipelineId, String state, long sinceMillis, String cause) {}

    @Select("SELECT PIPELINE_ID AS pipelineId, STATE AS state, SINCE_MILLIS AS sinceMillis, CAUSE AS cause"
            + " FROM PIPELINE_STATE")
    List<StateRow> list();

    /** @return whether there was none */
    @Insert(
            "INSERT IGNORE INTO PIPELINE_STATE (PIPELINE_ID, STATE, SINCE_MILLIS, CAUSE) VALUES (#{pipelineId}, #{state},"
                    + " #{sinceMillis}, #{cause})")
    boolean insert(StateRow row);

    /** @return whether it was that of before */
    @Update(
            "UPDATE PIPELINE_STATE SET STATE = #{next.state}, SINCE_MILLIS = #{next.sinceMillis}, CAUSE = #{next.cause}"
                    + " WHERE PIPELINE_ID = #{next.pipelineId} AND STATE = #{before.state} AND SINCE_MILLIS = #{before.sinceMillis}")
    boolean replace(@Param("before") StateRow before, @Param("next") StateRow next);
}
