package io.otter.manager.audit;

import io.otter.manager.text.Text;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** Table AUDIT. */
@Mapper
interface AuditMapper {
    /**
     * @param at seconds since the epoch
     * @param act see {@link Text#json}; null in rows of older managers
     */
    record Row(
            long at,
            String user,
            String address,
            String action,
            @Nullable String act) {}

    @Insert("INSERT INTO AUDIT (CHANNEL_ID, USERNAME, ADDRESS, ACTION, ACT)"
            + " VALUES (#{channelId}, #{user}, #{address}, #{action}, #{act})")
    void insert(
            @Param("channelId") long channelId,
            @Param("user") String user,
            @Param("address") String address,
            @Param("action") String action,
            @Param("act") String act);

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, USERNAME AS user, ADDRESS AS address,"
            + " ACTION AS action, ACT AS act FROM AUDIT WHERE ACTION LIKE #{pattern} OR USERNAME LIKE #{pattern}"
            + " ORDER BY ID DESC LIMIT #{most}")
    List<Row> find(@Param("pattern") String pattern, @Param("most") int most);

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, USERNAME AS user, ADDRESS AS address,"
            + " ACTION AS action, ACT AS act FROM AUDIT WHERE CHANNEL_ID = #{channelId} ORDER BY ID DESC LIMIT #{most}")
    List<Row> ofChannel(@Param("channelId") long channelId, @Param("most") int most);
}
