package io.otter.arbitrate.cursor;

import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;

/** Reads what alibaba/otter has left in its ZooKeeper; writes nothing. Thread-safe. */
public final class OldTree implements AutoCloseable {
    private final String servers;
    private final CuratorFramework client;

    /**
     * Connects.
     *
     * @param servers {@code host:port}, separated by commas, with a path after the last one if the tree is below it
     * @throws OtterException with ZOOKEEPER_UNREACHABLE
     */
    public OldTree(String servers, Duration limit) {
        this.servers = servers;
        int millis = Math.toIntExact(limit.toMillis());
        try {
            client = CuratorFrameworkFactory.builder()
                    .connectString(servers)
                    .sessionTimeoutMs(millis)
                    .connectionTimeoutMs(millis)
                    .retryPolicy(new RetryOneTime(100))
                    .build();
        } catch (IllegalArgumentException e) {
            throw unreachable(e);
        }
        client.start();
        try {
            if (!client.blockUntilConnected(millis, TimeUnit.MILLISECONDS)) {
                client.close();
                throw new OtterException(ErrorCode.ZOOKEEPER_UNREACHABLE, said("it does not answer"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.close();
            throw unreachable(e);
        }
    }

    /** Up to where a pipeline had come; empty when it has never run. */
    public Optional<BinlogPosition> cursor(String canal, long pipelineId) {
        // It used the id as a short.
        Optional<byte[]> data = data(Znode.cursor(canal, (short) pipelineId));
        try {
            return data.map(CursorStore::position);
        } catch (RuntimeException e) {
            throw new OtterException(
                    ErrorCode.REQUEST_INVALID,
                    "the cursor of canal " + canal + " at " + servers + " cannot be read: "
                            + new String(data.orElse(new byte[0]), StandardCharsets.UTF_8) + ".",
                    e);
        }
    }

    /** START, PAUSE or STOP; empty when the channel was never started. */
    public Optional<String> status(long channelId) {
        return data("/otter/channel/" + channelId)
                .map(data -> new String(data, StandardCharsets.UTF_8).replaceAll("[^A-Z]", ""))
                .filter(status -> !status.isEmpty());
    }

    @Override
    public void close() {
        client.close();
    }

    private Optional<byte[]> data(String path) {
        try {
            return Optional.of(client.getData().forPath(path)).filter(data -> data.length > 0);
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw unreachable(e);
        }
    }

    private OtterException unreachable(Exception cause) {
        return new OtterException(ErrorCode.ZOOKEEPER_UNREACHABLE, said(String.valueOf(cause.getMessage())), cause);
    }

    private String said(String why) {
        return "the old ZooKeeper at " + servers + " cannot be read: " + why + ".";
    }
}
