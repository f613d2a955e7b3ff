package io.otter.manager.datasource;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Tables DATA_MEDIA_SOURCE and DATA_MEDIA. */
@Mapper
interface SourceMapper {
    record SourceRow(long id, String name, String type, String properties) {}

    record MediaRow(long id, String source, String schema, String table) {}

    @Select("SELECT ID AS id, NAME AS name, TYPE AS type, PROPERTIES AS properties FROM DATA_MEDIA_SOURCE ORDER BY ID")
    List<SourceRow> sources();

    @Select("SELECT ID FROM DATA_MEDIA_SOURCE ORDER BY ID FOR UPDATE")
    List<Long> lock();

    @Select("SELECT PROPERTIES FROM DATA_MEDIA_SOURCE WHERE ID = #{id}")
    @Nullable
    String properties(long id);

    @Insert("INSERT INTO DATA_MEDIA_SOURCE (NAME, TYPE, PROPERTIES, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{name}, #{type}, #{properties}, NOW(), NOW())")
    void insertSource(SourceRow row);

    @Update("UPDATE DATA_MEDIA_SOURCE SET NAME = #{name}, TYPE = #{type}, PROPERTIES = #{properties},"
            + " GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updateSource(SourceRow row);

    @Select("SELECT m.ID AS id, s.NAME AS source, m.NAMESPACE AS `schema`, m.NAME AS `table` FROM DATA_MEDIA m"
            + " JOIN DATA_MEDIA_SOURCE s ON s.ID = m.DATA_MEDIA_SOURCE_ID ORDER BY m.ID")
    List<MediaRow> medias();

    @Select("SELECT m.ID AS id, s.NAME AS source, m.NAMESPACE AS `schema`, m.NAME AS `table` FROM DATA_MEDIA m"
            + " JOIN DATA_MEDIA_SOURCE s ON s.ID = m.DATA_MEDIA_SOURCE_ID"
            + " WHERE s.NAME = #{source} AND m.NAMESPACE = #{schema} AND m.NAME = #{table}")
    List<MediaRow> like(@Param("source") String source, @Param("schema") String schema, @Param("table") String table);

    @Insert("INSERT INTO DATA_MEDIA (NAME, NAMESPACE, PROPERTIES, DATA_MEDIA_SOURCE_ID, GMT_CREATE, GMT_MODIFIED)"
            + " SELECT #{table}, #{schema}, #{properties}, ID, NOW(), NOW() FROM DATA_MEDIA_SOURCE"
            + " WHERE NAME = #{source}")
    void insertMedia(
            @Param("source") String source,
            @Param("schema") String schema,
            @Param("table") String table,
            @Param("properties") String properties);

    @Select("SELECT PROPERTIES FROM DATA_MEDIA WHERE ID = #{id}")
    @Nullable
    String mediaProperties(long id);

    @Update("UPDATE DATA_MEDIA SET NAME = #{row.table}, NAMESPACE = #{row.schema}, PROPERTIES = #{properties},"
            + " DATA_MEDIA_SOURCE_ID = (SELECT ID FROM DATA_MEDIA_SOURCE WHERE NAME = #{row.source}),"
            + " GMT_MODIFIED = NOW() WHERE ID = #{row.id}")
    void updateMedia(@Param("row") MediaRow row, @Param("properties") String properties);

    @Select("SELECT LAST_INSERT_ID()")
    long lastId();

    @Delete("DELETE FROM DATA_MEDIA WHERE DATA_MEDIA_SOURCE_ID = #{id}")
    void deleteMedias(long id);

    /** A pair may have been added meanwhile. */
    @Delete("DELETE FROM DATA_MEDIA WHERE ID = #{id} AND NOT EXISTS (SELECT 1 FROM DATA_MEDIA_PAIR"
            + " WHERE SOURCE_DATA_MEDIA_ID = #{id} OR TARGET_DATA_MEDIA_ID = #{id})")
    void deleteMedia(long id);

    @Delete("DELETE FROM DATA_MEDIA_SOURCE WHERE ID = #{id}")
    void deleteSource(long id);
}
