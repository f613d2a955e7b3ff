package io.otter.manager.canal;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table CANAL. */
@Mapper
interface CanalMapper {
    record CanalRow(long id, String name, @Nullable String parameters) {}

    @Select("SELECT ID AS id, NAME AS name, PARAMETERS AS parameters FROM CANAL WHERE NAME IS NOT NULL ORDER BY ID")
    List<CanalRow> canals();

    @Select("SELECT ID FROM CANAL ORDER BY ID FOR UPDATE")
    List<Long> lock();

    @Select("SELECT PARAMETERS FROM CANAL WHERE ID = #{id}")
    @Nullable
    String parameters(long id);

    @Insert("INSERT INTO CANAL (NAME, PARAMETERS, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{name}, #{parameters}, NOW(), NOW())")
    void insert(CanalRow row);

    @Update("UPDATE CANAL SET NAME = #{name}, PARAMETERS = #{parameters}, GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void update(CanalRow row);

    @Delete("DELETE FROM CANAL WHERE ID = #{id}")
    void delete(long id);
}
