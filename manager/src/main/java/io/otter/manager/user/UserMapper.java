package io.otter.manager.user;

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
    record UserRow(long id, String name, String passwordDigest, String authorizeType) {
        User toUser() {
            return new User(id, name, passwordDigest, Role.of(authorizeType));
        }
    }

    @Select("SELECT ID AS id, USERNAME AS name, PASSWORD AS passwordDigest, AUTHORIZETYPE AS authorizeType"
            + " FROM `USER` WHERE USERNAME = #{name}")
    @Nullable
    UserRow findByName(String name);

    @Select("SELECT ID AS id, USERNAME AS name, PASSWORD AS passwordDigest, AUTHORIZETYPE AS authorizeType"
            + " FROM `USER` WHERE ID = #{id}")
    @Nullable
    UserRow findById(long id);

    /** Changes nothing if the password was changed meanwhile. */
    @Update("UPDATE `USER` SET PASSWORD = #{to}, GMT_MODIFIED = NOW() WHERE ID = #{id} AND PASSWORD = #{from}")
    int replacePassword(@Param("id") long id, @Param("from") String from, @Param("to") String to);

    @Select("SELECT ID AS id, USERNAME AS name, PASSWORD AS passwordDigest, AUTHORIZETYPE AS authorizeType"
            + " FROM `USER` ORDER BY USERNAME")
    List<UserRow> all();

    @Insert("INSERT INTO `USER` (USERNAME, PASSWORD, AUTHORIZETYPE, DEPARTMENT, REALNAME)"
            + " VALUES (#{name}, #{digest}, #{role}, '', '')")
    void insert(@Param("name") String name, @Param("digest") String digest, @Param("role") String role);

    @Update("UPDATE `USER` SET AUTHORIZETYPE = #{role}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updateRole(@Param("id") long id, @Param("role") String role);

    @Delete("DELETE FROM `USER` WHERE ID = #{id}")
    void delete(long id);

    /** @param created seconds since the epoch */
    record TokenRow(long id, long userId, String name, long created) {}

    @Select("SELECT ID AS id, USER_ID AS userId, NAME AS name, UNIX_TIMESTAMP(GMT_CREATE) AS created"
            + " FROM API_TOKEN WHERE USER_ID = #{userId} ORDER BY ID")
    List<TokenRow> tokens(long userId);

    @Select("SELECT USER_ID FROM API_TOKEN WHERE HASH = #{hash}")
    @Nullable
    Long userOfToken(String hash);

    @Insert("INSERT INTO API_TOKEN (USER_ID, NAME, HASH) VALUES (#{userId}, #{name}, #{hash})")
    void insertToken(@Param("userId") long userId, @Param("name") String name, @Param("hash") String hash);

    @Delete("DELETE FROM API_TOKEN WHERE ID = #{id} AND USER_ID = #{userId}")
    int deleteToken(@Param("id") long id, @Param("userId") long userId);

    @Delete("DELETE FROM API_TOKEN WHERE USER_ID = #{userId}")
    void deleteTokens(long userId);
}
