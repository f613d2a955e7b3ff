package io.otter.manager.audit;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** Table AUDIT. */
@Mapper
interface AuditMapper {
    record AuditRow(Instant at, String user, String action, String detail) {}

    @Insert("INSERT INTO AUDIT (CHANNEL_ID, USERNAME, ACTION, DETAIL, GMT_CREATE)"
            + " VALUES (#{channelId}, #{user}, #{action}, #{detail}, NOW())")
    void insert(
            @Param("channelId") long channelId,
            @Param("user") String user,
            @Param("action") String action,
            @Param("detail") String detail);

    @Select("SELECT FROM_UNIXTIME(UNIX_TIMESTAMP(GMT_CREATE)) AS at, USERNAME AS user, ACTION AS action,"
            + " DETAIL AS detail FROM AUDIT WHERE CHANNEL_ID = #{channelId} ORDER BY ID DESC LIMIT #{most}")
    List<AuditRow> rows(@Param("channelId") long channelId, @Param("most") int most);
}
