package io.otter.manager.audit;

import io.otter.manager.text.Text;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table AUDIT. */
@Mapper
interface AuditMapper {
    /**
     * @param at seconds since the epoch
     * @param act see {@link Text#json}; null in rows of older managers
     * @param outcome name of an {@link Outcome}, with what was said; null while it is not known, and in rows of older managers
     */
    record Row(
            long at,
            String user,
            String address,
            String action,
            @Nullable String act,
            @Nullable String outcome) {}

    /** A row to insert, which then knows its id. */
    @SuppressWarnings("unused") // set and read by MyBatis
    final class NewRow {
        private long id;
        private final long channelId;
        private final String user;
        private final String address;
        private final String action;
        private final String act;
        private final @Nullable String outcome;

        NewRow(long channelId, String user, String address, String action, String act, @Nullable String outcome) {
            this.channelId = channelId;
            this.user = user;
            this.address = address;
            this.action = action;
            this.act = act;
            this.outcome = outcome;
        }

        long id() {
            return id;
        }
    }

    @Insert("INSERT INTO AUDIT (CHANNEL_ID, USERNAME, ADDRESS, ACTION, ACT, OUTCOME)"
            + " VALUES (#{channelId}, #{user}, #{address}, #{action}, #{act}, #{outcome})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "ID")
    void insert(NewRow row);

    @Update("UPDATE AUDIT SET CHANNEL_ID = #{channelId}, ACTION = #{action}, ACT = #{act} WHERE ID = #{id}")
    void say(
            @Param("id") long id,
            @Param("channelId") long channelId,
            @Param("action") String action,
            @Param("act") String act);

    @Update("UPDATE AUDIT SET OUTCOME = #{outcome} WHERE ID = #{id}")
    void end(@Param("id") long id, @Param("outcome") String outcome);

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, USERNAME AS user, ADDRESS AS address,"
            + " ACTION AS action, ACT AS act, OUTCOME AS outcome FROM AUDIT WHERE ACTION LIKE #{pattern} OR USERNAME LIKE #{pattern}"
            + " ORDER BY ID DESC LIMIT #{most}")
    List<Row> find(@Param("pattern") String pattern, @Param("most") int most);

    @Select(
            "SELECT UNIX_TIMESTAMP(GMT_CREATE) AS at, USERNAME AS user, ADDRESS AS address,"
                    + " ACTION AS action, ACT AS act, OUTCOME AS outcome FROM AUDIT WHERE CHANNEL_ID = #{channelId} ORDER BY ID DESC LIMIT #{most}")
    List<Row> ofChannel(@Param("channelId") long channelId, @Param("most") int most);

    @Select("SELECT UNIX_TIMESTAMP(GMT_CREATE) FROM AUDIT WHERE CHANNEL_ID = #{channelId} AND USERNAME = #{user}"
            + " AND GMT_CREATE >= FROM_UNIXTIME(#{since}) ORDER BY ID")
    List<Long> times(@Param("user") String user, @Param("channelId") long channelId, @Param("since") long since);
}
