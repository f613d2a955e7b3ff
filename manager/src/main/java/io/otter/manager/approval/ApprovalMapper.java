package io.otter.manager.approval;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table APPROVAL. */
@Mapper
interface ApprovalMapper {
    /**
     * @param channel name, empty for an act on several
     * @param digest of what exactly is to be done
     * @param act see {@link io.otter.manager.text.Text#json}
     * @param askedBy id of the user
     * @param approvedBy likewise; null while nobody has
     */
    record Row(
            long id,
            String channel,
            String digest,
            String act,
            String details,
            long askedBy,
            String asker,
            @Nullable Long approvedBy,
            @Nullable String approver,
            long expires) {}

    /** A row to insert, which then knows its id. */
    @SuppressWarnings("unused") // set and read by MyBatis
    final class NewRow {
        private long id;
        private final String channel;
        private final String digest;
        private final String act;
        private final String details;
        private final long askedBy;
        private final String asker;
        private final long expires;

        NewRow(String channel, String digest, String act, String details, long askedBy, String asker, long expires) {
            this.channel = channel;
            this.digest = digest;
            this.act = act;
            this.details = details;
            this.askedBy = askedBy;
            this.asker = asker;
            this.expires = expires;
        }

        long id() {
            return id;
        }
    }

    String OPEN = "SELECT ID AS id, CHANNEL AS channel, DIGEST AS digest, ACT AS act, DETAILS AS details,"
            + " ASKED_BY AS askedBy, ASKER AS asker, APPROVED_BY AS approvedBy, APPROVER AS approver,"
            + " EXPIRES_MILLIS AS expires FROM APPROVAL WHERE USED_MILLIS IS NULL AND EXPIRES_MILLIS > #{now}";

    @Select(OPEN + " ORDER BY ID")
    List<Row> open(long now);

    @Select(OPEN + " AND DIGEST = #{digest} ORDER BY ID LIMIT 1")
    @Nullable
    Row find(@Param("digest") String digest, @Param("now") long now);

    @Insert("INSERT INTO APPROVAL (CHANNEL, DIGEST, ACT, DETAILS, ASKED_BY, ASKER, EXPIRES_MILLIS)"
            + " VALUES (#{channel}, #{digest}, #{act}, #{details}, #{askedBy}, #{asker}, #{expires})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "ID")
    void insert(NewRow row);

    /** Changes nothing if somebody has approved already. */
    @Update("UPDATE APPROVAL SET APPROVED_BY = #{user}, APPROVER = #{name}"
            + " WHERE ID = #{id} AND APPROVED_BY IS NULL AND ASKED_BY <> #{user}")
    int approve(@Param("id") long id, @Param("user") long user, @Param("name") String name);

    /** Changes nothing if it was used already: of two acts at once only one is done. */
    @Update("UPDATE APPROVAL SET USED_MILLIS = #{now} WHERE ID = #{id} AND USED_MILLIS IS NULL"
            + " AND APPROVED_BY IS NOT NULL AND EXPIRES_MILLIS > #{now}")
    int use(@Param("id") long id, @Param("now") long now);

    @Update("UPDATE APPROVAL SET USED_MILLIS = NULL WHERE ID = #{id}")
    void unuse(long id);

    @Delete("DELETE FROM APPROVAL WHERE ID = #{id} AND USED_MILLIS IS NULL")
    void delete(long id);
}
