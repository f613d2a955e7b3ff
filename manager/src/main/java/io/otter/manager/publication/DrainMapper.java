package io.otter.manager.publication;

import io.otter.arbitrate.drain.Drain;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** Table NODE_DRAIN. */
@Mapper
interface DrainMapper {
    @Select("SELECT NID AS nid, DRAINED_BY AS drainedBy, SINCE_MILLIS AS sinceMillis FROM NODE_DRAIN")
    List<Kept> all();

    @Insert("INSERT INTO NODE_DRAIN (NID, DRAINED_BY, SINCE_MILLIS) VALUES (#{nid}, #{drain.by},"
            + " #{drain.sinceMillis}) ON DUPLICATE KEY UPDATE DRAINED_BY = VALUES(DRAINED_BY),"
            + " SINCE_MILLIS = VALUES(SINCE_MILLIS)")
    void keep(@Param("nid") int nid, @Param("drain") Drain drain);

    @Delete("DELETE FROM NODE_DRAIN WHERE NID = #{nid}")
    void forget(int nid);

    record Kept(long nid, String drainedBy, long sinceMillis) {
        Drain drain() {
            return new Drain(drainedBy, sinceMillis);
        }
    }
}
