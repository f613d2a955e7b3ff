package io.otter.manager.user;

import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table USER. */
@Mapper
interface UserMapper {
    /** Columns of a {@link User} as the table has them. */
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
}
