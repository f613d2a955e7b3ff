package io.otter.arbitrate.schema;

import io.otter.arbitrate.schema.UnknownTable.Permission;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/**
 * Tables at which pipelines stopped, and permissions to go on there. They outlive the node that tells of them and the
 * manager that permits. Thread-safe.
 */
public final class UnknownTables {
    private final Coordination coordination;
    private final CuratorFramework client;

    public UnknownTables(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /** Tells of a table, in place of what was told of it before. */
    public void tell(UnknownTable table) {
        try {
            client.create()
                    .orSetData()
                    .creatingParentsIfNeeded()
                    .forPath(path(table), coordination.commands().write(path(table), table));
        } catch (Exception e) {
            throw coordination.failure("telling of table " + name(table), e);
        }
    }

    /** All of a pipeline. */
    public List<UnknownTable> list(long channelId, long pipelineId) {
        List<UnknownTable> tables = new ArrayList<>();
        String parent = Znode.unknownTables(channelId, pipelineId);
        try {
            for (String child : client.getChildren().forPath(parent)) {
                try {
                    String path = parent + "/" + child;
                    coordination
                            .commands()
                            .read(path, client.getData().forPath(path), UnknownTable.class)
                            .ifPresent(tables::add);
                } catch (KeeperException.NoNodeException e) {
                    continue; // it has just become known
                }
            }
            return tables;
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        } catch (Exception e) {
            throw coordination.failure("reading the unknown tables of pipeline " + pipelineId, e);
        }
    }

    /**
     * Permits to read a table by its present definition.
     *
     * @throws OtterException with {@link ErrorCode#ILLEGAL_MOVE} if nothing is told of it any more
     */
    public void permit(UnknownTable table, Permission permission) {
        try {
            client.setData()
                    .forPath(path(table), coordination.commands().write(path(table), table.permitted(permission)));
        } catch (KeeperException.NoNodeException e) {
            throw new OtterException(
                    ErrorCode.ILLEGAL_MOVE, "the pipeline no longer waits at table " + name(table) + ".", e);
        } catch (Exception e) {
            throw coordination.failure("permitting to read table " + name(table), e);
        }
    }

    public void remove(UnknownTable table) {
        try {
            client.delete().quietly().forPath(path(table));
        } catch (Exception e) {
            throw coordination.failure("removing what was told of table " + name(table), e);
        }
    }

    private static String path(UnknownTable table) {
        return Znode.unknownTable(table.channelId(), table.pipelineId(), table.schema(), table.table());
    }

    private static String name(UnknownTable table) {
        return table.schema() + "." + table.table();
    }
}
