package io.otter.manager.user;

import io.otter.common.json.Json;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table USER. */
@Mapper
interface UserMapper {
    /** The columns of a {@link User} as stored. */
    record UserRow(
            long id,
            String name,
            String passwordDigest,
            String authorizeType,
            @Nullable String channels) {
        User toUser() {
            return new User(
                    id,
                    name,
                    passwordDigest,
                    Role.of(authorizeType),
                    channels == null
                            ? List.of()
                            : Json.MAPPER.readerForListOf(String.class).readValue(channels));
        }
    }

    String USER = "SELECT ID AS id, USERNAME AS name, PASSWORD AS passwordDigest, AUTHORIZETYPE AS authorizeType,"
            + " CHANNELS AS channels FROM `USER`";

    @Select(USER + " WHERE USERNAME = #{name}")
    @Nullable
    UserRow findByName(String name);

    @Select(USER + " WHERE ID = #{id}")
    @Nullable
    UserRow findById(long id);

    /** Until the transaction ends. */
    @Select(USER + " WHERE ID = #{id} FOR UPDATE")
    @Nullable
    UserRow lock(long id);

    @Select(USER + " WHERE SUBJECT = #{subject}")
    @Nullable
    UserRow findBySubject(String subject);

    /** Changes nothing if the password was changed meanwhile. */
    @Update("UPDATE `USER` SET PASSWORD = #{to}, GMT_MODIFIED = NOW() WHERE ID = #{id} AND PASSWORD = #{from}")
    int replacePassword(@Param("id") long id, @Param("from") String from, @Param("to") String to);

    /** Whatever it is now. */
    @Update("UPDATE `USER` SET PASSWORD = #{to}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void setPassword(@Param("id") long id, @Param("to") String to);

    @Select(USER + " ORDER BY USERNAME")
    List<UserRow> all();

    /**
     * @param channels a JSON list; null for all
     * @param subject who it is at the provider that signs users in; null for one with a password here
     */
    @Insert("INSERT INTO `USER` (USERNAME, PASSWORD, AUTHORIZETYPE, DEPARTMENT, REALNAME, CHANNELS, SUBJECT)"
            + " VALUES (#{name}, #{digest}, #{role}, '', '', #{channels}, #{subject})")
    void insert(
            @Param("name") String name,
            @Param("digest") String digest,
            @Param("role") String role,
            @Param("channels") @Nullable String channels,
            @Param("subject") @Nullable String subject);

    @Update("UPDATE `USER` SET AUTHORIZETYPE = #{role}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updateRole(@Param("id") long id, @Param("role") String role);

    /** @param channels a JSON list; null for all */
    @Update("UPDATE `USER` SET CHANNELS = #{channels}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updateChannels(@Param("id") long id, @Param("channels") @Nullable String channels);

    @Delete("DELETE FROM `USER` WHERE ID = #{id}")
    void delete(long id);

    /**
     * @param role at most; null in rows of older managers, for the user's own
     * @param channels a JSON list; null for all
     * @param created seconds since the epoch
     * @param expires milliseconds since the epoch
     * @param used likewise; null when never
     */
    record TokenRow(
            long id,
            long userId,
            String user,
            String name,
            @Nullable String role,
            @Nullable String channels,
            long created,
            long expires,
            @Nullable Long used) {}

    String TOKEN = "SELECT t.ID AS id, t.USER_ID AS userId, u.USERNAME AS user, t.NAME AS name, t.ROLE AS role,"
            + " t.CHANNELS AS channels, UNIX_TIMESTAMP(t.GMT_CREATE) AS created,"
            + " COALESCE(t.EXPIRES_MILLIS, 0) AS expires, t.USED_MILLIS AS used"
            + " FROM API_TOKEN t JOIN `USER` u ON u.ID = t.USER_ID";

    @Select(TOKEN + " WHERE t.USER_ID = #{userId} ORDER BY t.ID")
    List<TokenRow> tokens(long userId);

    @Select(TOKEN + " ORDER BY u.USERNAME, t.ID")
    List<TokenRow> allTokens();

    @Select(TOKEN + " WHERE t.HASH = #{hash}")
    @Nullable
    TokenRow token(String hash);

    @Insert("INSERT INTO API_TOKEN (USER_ID, NAME, HASH, ROLE, CHANNELS, EXPIRES_MILLIS)"
            + " VALUES (#{userId}, #{name}, #{hash}, #{role}, #{channels}, #{expires})")
    void insertToken(
            @Param("userId") long userId,
            @Param("name") String name,
            @Param("hash") String hash,
            @Param("role") String role,
            @Param("channels") @Nullable String channels,
            @Param("expires") long expires);

    /** At most once a minute. */
    @Update("UPDATE API_TOKEN SET USED_MILLIS = #{now} WHERE ID = #{id}"
            + " AND (USED_MILLIS IS NULL OR USED_MILLIS < #{now} - 60000)")
    void tokenUsed(@Param("id") long id, @Param("now") long now);

    @Delete("DELETE FROM API_TOKEN WHERE ID = #{id}")
    int deleteToken(long id);

    @Delete("DELETE FROM API_TOKEN WHERE USER_ID = #{userId}")
    void deleteTokens(long userId);
}
