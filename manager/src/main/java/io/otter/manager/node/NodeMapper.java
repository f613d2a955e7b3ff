package io.otter.manager.node;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** Tables NODE and AUTOKEEPER_CLUSTER. */
@Mapper
interface NodeMapper {
    record ZookeeperRow(long id, String name, String servers) {}

    record NodeRow(
            long id,
            String name,
            String ip,
            long port,
            @Nullable String parameters) {}

    @Select("SELECT ID AS id, CLUSTER_NAME AS name, SERVER_LIST AS servers FROM AUTOKEEPER_CLUSTER ORDER BY ID")
    List<ZookeeperRow> zookeepers();

    @Insert("INSERT INTO AUTOKEEPER_CLUSTER (CLUSTER_NAME, SERVER_LIST, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{name}, #{servers}, NOW(), NOW())")
    void insertZookeeper(@Param("name") String name, @Param("servers") String servers);

    @Update("UPDATE AUTOKEEPER_CLUSTER SET CLUSTER_NAME = #{name}, SERVER_LIST = #{servers}, GMT_MODIFIED = NOW()"
            + " WHERE ID = #{id}")
    void updateZookeeper(@Param("id") long id, @Param("name") String name, @Param("servers") String servers);

    @Select("SELECT ID AS id, NAME AS name, IP AS ip, PORT AS port, PARAMETERS AS parameters FROM NODE ORDER BY ID")
    List<NodeRow> nodes();

    @Select("SELECT PARAMETERS FROM NODE WHERE ID = #{id}")
    @Nullable
    String parameters(long id);

    @Insert("INSERT INTO NODE (ID, NAME, IP, PORT, PARAMETERS, GMT_CREATE, GMT_MODIFIED)"
            + " VALUES (#{id}, #{name}, #{ip}, #{port}, #{parameters}, NOW(), NOW())")
    void insertNode(NodeRow row);

    @Update("UPDATE NODE SET NAME = #{name}, IP = #{ip}, PORT = #{port}, PARAMETERS = #{parameters},"
            + " GMT_MODIFIED = NOW() WHERE ID = #{id}")
    void updateNode(NodeRow row);

    @Delete("DELETE FROM NODE WHERE ID = #{id}")
    void deleteNode(long id);

    @Delete("DELETE FROM AUTOKEEPER_CLUSTER WHERE ID = #{id}")
    void deleteZookeeper(long id);
}
