package io.otter.manager.resync;

import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** Table COPIED_PAIR. */
@Mapper
interface CopiedPairMapper {
    @Select("SELECT PAIR_ID FROM COPIED_PAIR WHERE CHANNEL_ID = #{channelId}")
    List<Long> ofChannel(long channelId);

    /** @return whether it was not there */
    @Insert("INSERT IGNORE INTO COPIED_PAIR (PAIR_ID, CHANNEL_ID) VALUES (#{pairId}, #{channelId})")
    boolean add(@Param("channelId") long channelId, @Param("pairId") long pairId);

    /** Whether the channel has a copy from when there were no other kinds of runs. */
    @Select("SELECT EXISTS (SELECT 1 FROM RESYNC WHERE CHANNEL_ID = #{channelId} AND KIND IS NULL)")
    boolean wasCopied(long channelId);
}
