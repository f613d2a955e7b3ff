package io.otter.manager.resync;

import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** Table FREE_DOOR: the latest resync by {@code retl.retl_buffer} of each pipeline. */
@Mapper
interface FreeDoorMapper {
    /** @param report JSON */
    @Insert("INSERT INTO FREE_DOOR (PIPELINE_ID, REPORT) SELECT ID, #{report} FROM PIPELINE WHERE ID = #{pipelineId}"
            + " ON DUPLICATE KEY UPDATE REPORT = VALUES(REPORT)")
    void put(@Param("pipelineId") long pipelineId, @Param("report") String report);

    @Select("SELECT F.REPORT FROM FREE_DOOR F JOIN PIPELINE P ON P.ID = F.PIPELINE_ID"
            + " WHERE P.CHANNEL_ID = #{channelId} ORDER BY P.ID")
    List<String> ofChannel(long channelId);
}
