package io.otter.manager.datasource;

import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** Table SITE. */
@Mapper
interface SiteMapper {
    @Select("SELECT ID FROM SITE WHERE SERVER = #{server}")
    @Nullable
    Integer number(String server);

    @Insert("INSERT IGNORE INTO SITE (SERVER) VALUES (#{server})")
    void insert(String server);
}
