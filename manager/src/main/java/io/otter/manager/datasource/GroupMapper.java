package io.otter.manager.datasource;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Table DATA_MATRIX. */
@Mapper
interface GroupMapper {
    record GroupRow(
            long id,
            String name,
            @Nullable String master,
            @Nullable String standby,
            @Nullable String description) {}

    @Select("SELECT ID AS id, GROUP_KEY AS name, MASTER AS master, SLAVE AS standby, DESCRIPTION AS description"
            + " FROM DATA_MATRIX WHERE GROUP_KEY IS NOT NULL ORDER BY ID")
    List<GroupRow> groups();

    @Insert("INSERT INTO DATA_MATRIX (GROUP_KEY, MASTER, SLAVE, DESCRIPTION, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{name}, #{master}, #{standby}, #{description}, NOW(), NOW())")
    void insert(GroupRow row);

    @Update("UPDATE DATA_MATRIX SET MASTER = #{master}, SLAVE = #{standby}, DESCRIPTION = #{description},"
            + " GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void update(GroupRow row);

    @Delete("DELETE FROM DATA_MATRIX WHERE ID = #{id}")
    void delete(long id);
}
