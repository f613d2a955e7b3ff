package io.otter.arbitrate.cursor;

import com.alibaba.otter.canal.protocol.position.EntryPosition;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.common.json.Json;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import java.util.Objects;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The position of one pipeline in canal's own format (com.alibaba.otter.canal.protocol.position.LogPosition as JSON,
 * including its spelling "postion"), so that canal's tools can read ours and we can read theirs. Thread-safe.
 */
public final class CursorStore {
    private static final Logger log = LoggerFactory.getLogger(CursorStore.class);
    private static final String TYPE = "com.alibaba.otter.canal.protocol.position.LogPosition";

    private final Coordination coordination;
    private final CuratorFramework client;
    private final String path;
    private final ServerAddress source;

    private volatile @Nullable TermGuard term;
    /** Whether there is a cursor, as far as known. */
    private volatile boolean present;

    @GuardedBy("this")
    private @Nullable BinlogPosition waiting;

    @GuardedBy("this")
    private boolean writing;

    /** @param source written as the address of the log */
    public CursorStore(Coordination coordination, String canal, long pipelineId, ServerAddress source) {
        this.coordination = coordination;
        this.source = source;
        client = coordination.client();
        path = Znode.cursor(canal, pipelineId);
    }

    /** Binds what is written from now on to a term. */
    public void begin(TermGuard begun) {
        try {
            client.create()
                    .orSetData()
                    .creatingParentsIfNeeded()
                    .forPath(path.substring(0, path.lastIndexOf('/')), new byte[0]);
            present = client.checkExists().forPath(path) != null;
            term = begun;
        } catch (Exception e) {
            throw coordination.failure("looking for " + path, e);
        }
    }

    /** Writes in the background, unless the term is over; of the positions that arrive during a write, only the latest is kept. */
    public void write(BinlogPosition position) {
        synchronized (this) {
            if (writing) {
                waiting = position;
                return;
            }
            writing = true;
        }
        send(position);
    }

    /** The cursor, written by us or by canal; empty when there is none. */
    public Optional<BinlogPosition> read() {
        try {
            return Optional.of(position(client.getData().forPath(path)));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw coordination.failure("reading " + path, e);
        }
    }

    /** The position that a cursor of ours or of canal names. */
    static BinlogPosition position(byte[] json) {
        EntryPosition entry = Json.read(json, Document.class).postion();
        return new BinlogPosition(
                Objects.requireNonNullElse(entry.getJournalName(), ""),
                Objects.requireNonNullElse(entry.getPosition(), 0L),
                Objects.requireNonNullElse(entry.getGtid(), ""),
                "",
                Objects.requireNonNullElse(entry.getTimestamp(), 0L));
    }

    /** Deletes the cursor; does nothing if there is none. */
    public void delete() {
        try {
            client.delete().quietly().forPath(path);
        } catch (Exception e) {
            throw coordination.failure("deleting " + path, e);
        }
    }

    private void send(BinlogPosition position) {
        EntryPosition entry = new EntryPosition(position.file(), position.offset(), position.timestampMillis(), 0L);
        entry.setGtid(position.gtidSet());
        Document document =
                new Document(TYPE, new Identity(-1, new SourceAddress(source.host(), source.port())), entry);
        byte[] json = Json.write(document);
        TermGuard bound = term;
        try {
            if (bound == null) {
                client.create()
                        .orSetData()
                        .creatingParentsIfNeeded()
                        .inBackground((ignored, event) -> sent(KeeperException.Code.get(event.getResultCode())))
                        .forPath(path, json);
            } else {
                bound.commitLater(
                        (ignored, event) -> sent(KeeperException.Code.get(event.getResultCode())),
                        present
                                ? client.transactionOp().setData().forPath(path, json)
                                : client.transactionOp().create().forPath(path, json));
            }
        } catch (Exception e) {
            log.debug("{} is not written: {}", path, e.getMessage());
            sent(KeeperException.Code.SYSTEMERROR);
        }
    }

    private void sent(KeeperException.Code code) {
        if (code == KeeperException.Code.OK || code == KeeperException.Code.NODEEXISTS) {
            present = true;
        } else {
            present = present && code != KeeperException.Code.NONODE; // a user may have deleted it
            log.debug("{} is not written: {}", path, code);
        }
        BinlogPosition next;
        synchronized (this) {
            next = waiting;
            waiting = null;
            writing = next != null;
        }
        if (next != null) {
            send(next);
        }
    }

    private record Document(
            @JsonProperty("@type") @Nullable String type,
            @Nullable Identity identity,
            EntryPosition postion) {}

    private record Identity(long slaveId, @Nullable SourceAddress sourceAddress) {}

    private record SourceAddress(@Nullable String address, int port) {}
}
