package io.otter.manager.session;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table SESSION. */
@Mapper
interface SessionMapper {
    /**
     * @param hash of what the cookie says
     * @param content encrypted
     */
    record SessionRow(String hash, long createdMillis, long usedMillis, String content) {}

    /** Without what only its request needs. */
    record LogInRow(
            String hash, long userId, String user, String address, String browser, long begunMillis, long usedMillis) {}

    @Select("SELECT ID_HASH AS hash, CREATED_MILLIS AS createdMillis, USED_MILLIS AS usedMillis, CONTENT AS content"
            + " FROM `SESSION` WHERE ID_HASH = #{hash} AND USED_MILLIS > #{after}")
    @Nullable
    SessionRow find(@Param("hash") String hash, @Param("after") long after);

    @Insert("INSERT INTO `SESSION` (ID_HASH, USER_ID, USERNAME, ADDRESS, BROWSER, BEGUN_MILLIS, CREATED_MILLIS,"
            + " USED_MILLIS, CONTENT) VALUES (#{row.hash}, #{owner.userId}, #{owner.user}, #{owner.address},"
            + " #{owner.browser}, #{owner.begunMillis}, #{row.createdMillis}, #{row.usedMillis}, #{row.content})")
    void insert(@Param("row") SessionRow row, @Param("owner") SessionOwner owner);

    /** Changes nothing if it has ended meanwhile. */
    @Update("UPDATE `SESSION` SET ID_HASH = #{row.hash}, USER_ID = #{owner.userId}, USERNAME = #{owner.user},"
            + " ADDRESS = #{owner.address}, BROWSER = #{owner.browser}, BEGUN_MILLIS = #{owner.begunMillis},"
            + " USED_MILLIS = #{row.usedMillis}, CONTENT = #{row.content} WHERE ID_HASH = #{hash}")
    void update(@Param("hash") String hash, @Param("row") SessionRow row, @Param("owner") SessionOwner owner);

    @Update("UPDATE `SESSION` SET USED_MILLIS = #{used} WHERE ID_HASH = #{hash}")
    void use(@Param("hash") String hash, @Param("used") long used);

    @Delete("DELETE FROM `SESSION` WHERE ID_HASH = #{hash}")
    int delete(String hash);

    /** The latest used first. @param userId 0 for those of everybody */
    @Select("SELECT ID_HASH AS hash, USER_ID AS userId, USERNAME AS user, ADDRESS AS address, BROWSER AS browser,"
            + " BEGUN_MILLIS AS begunMillis, USED_MILLIS AS usedMillis FROM `SESSION` WHERE USER_ID > 0 AND"
            + " (#{userId} = 0 OR USER_ID = #{userId}) AND USED_MILLIS > #{after} ORDER BY USED_MILLIS DESC, ID_HASH")
    List<LogInRow> logIns(@Param("userId") long userId, @Param("after") long after);

    /** But for one; with {@code userId} 0 all. */
    @Select("SELECT COUNT(*) FROM `SESSION` WHERE ID_HASH <> #{except} AND (#{userId} = 0 OR USER_ID = #{userId})")
    int count(@Param("userId") long userId, @Param("except") String except);

    /** Deletes those that were not used for longest, but for one. */
    @Delete("DELETE FROM `SESSION` WHERE ID_HASH <> #{except} AND (#{userId} = 0 OR USER_ID = #{userId})"
            + " ORDER BY USED_MILLIS LIMIT #{most}")
    void deleteOldest(@Param("userId") long userId, @Param("except") String except, @Param("most") int most);

    @Delete(
            "DELETE FROM `SESSION` WHERE USED_MILLIS <= #{until} OR (BEGUN_MILLIS > 0 AND BEGUN_MILLIS <= #{begunUntil})")
    void deleteExpired(@Param("until") long until, @Param("begunUntil") long begunUntil);
}
