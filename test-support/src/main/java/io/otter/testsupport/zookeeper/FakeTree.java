package io.otter.testsupport.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.jspecify.annotations.Nullable;

/** The znodes of a {@link FakeZookeeper}, with ZooKeeper's rules. */
final class FakeTree {
    private final Changes changes;
    private TreeMap<String, Entry> entries = new TreeMap<>();
    private long transaction;

    FakeTree(Changes changes) {
        this.changes = changes;
        entries.put("/", new Entry(new byte[0], 0, 0, 0));
    }

    /** Is told of each change, once it is made with all of its transaction. */
    interface Changes {
        void changed(String path, EventType type);

        /** Comes first. */
        void committed(long session, Iterable<Op> operations, ToLongFunction<String> ownerBefore);
    }

    private record Entry(byte[] data, int version, long created, long owner) {
        Entry with(byte[] next) {
            return new Entry(next, version + 1, created, owner);
        }
    }

    private record Change(String path, EventType type) {}

    @Nullable
    Stat exists(String path) {
        Entry entry = entries.get(path);
        return entry == null ? null : fill(entry, new Stat());
    }

    byte[] read(String path, Stat stat) throws KeeperException {
        Entry entry = require(path);
        fill(entry, stat);
        return entry.data;
    }

    List<String> children(String path) throws KeeperException {
        require(path);
        String prefix = path.equals("/") ? "/" : path + "/";
        List<String> names = new ArrayList<>();
        for (String child : entries.tailMap(prefix, false).keySet()) {
            if (!child.startsWith(prefix)) {
                break;
            }
            if (child.indexOf('/', prefix.length()) < 0) {
                names.add(child.substring(prefix.length()));
            }
        }
        return names;
    }

    /** Makes all changes or none. */
    void commit(Iterable<Op> operations, long session) throws KeeperException {
        TreeMap<String, Entry> before = entries;
        entries = new TreeMap<>(before);
        transaction++;
        List<Change> made = new ArrayList<>();
        try {
            for (Op operation : operations) {
                apply(operation, session, made);
            }
        } catch (KeeperException e) {
            entries = before;
            throw e;
        }
        changes.committed(session, operations, path -> before.containsKey(path) ? before.get(path).owner : 0);
        made.forEach(change -> changes.changed(change.path, change.type));
    }

    /** Removes the ephemeral znodes of a session. */
    void end(long session) {
        remove(entries.entrySet().stream()
                .filter(entry -> entry.getValue().owner == session)
                .map(Map.Entry::getKey)
                .toList());
    }

    /** Removes everything. */
    void wipe() {
        remove(entries.keySet().stream().filter(path -> !path.equals("/")).toList());
    }

    private void remove(List<String> paths) {
        paths.forEach(entries::remove);
        paths.forEach(path -> changes.changed(path, EventType.NodeDeleted));
    }

    private void apply(Op operation, long session, List<Change> made) throws KeeperException {
        String path = operation.getPath();
        switch (operation.getType()) {
            case ZooDefs.OpCode.create, ZooDefs.OpCode.createContainer, ZooDefs.OpCode.create2 -> {
                if (entries.containsKey(path)) {
                    throw new KeeperException.NodeExistsException(path);
                }
                if (require(parent(path)).owner != 0) {
                    throw new KeeperException.NoChildrenForEphemeralsException(path);
                }
                var create = (CreateRequest) operation.toRequestRecord();
                boolean ephemeral = CreateMode.fromFlag(create.getFlags()).isEphemeral();
                entries.put(path, new Entry(create.getData(), 0, transaction, ephemeral ? session : 0));
                made.add(new Change(path, EventType.NodeCreated));
            }
            case ZooDefs.OpCode.setData -> {
                var set = (SetDataRequest) operation.toRequestRecord();
                entries.put(path, require(path, set.getVersion()).with(set.getData()));
                made.add(new Change(path, EventType.NodeDataChanged));
            }
            case ZooDefs.OpCode.delete -> {
                var delete = (DeleteRequest) operation.toRequestRecord();
                require(path, delete.getVersion());
                if (!children(path).isEmpty()) {
                    throw new KeeperException.NotEmptyException(path);
                }
                entries.remove(path);
                made.add(new Change(path, EventType.NodeDeleted));
            }
            case ZooDefs.OpCode.check -> {
                var check = (CheckVersionRequest) operation.toRequestRecord();
                require(path, check.getVersion());
            }
            default -> throw new UnsupportedOperationException(operation.toString());
        }
    }

    private Entry require(String path) throws KeeperException {
        return require(path, -1);
    }

    private Entry require(String path, int version) throws KeeperException {
        Entry entry = entries.get(path);
        if (entry == null) {
            throw new KeeperException.NoNodeException(path);
        }
        if (version != -1 && version != entry.version) {
            throw new KeeperException.BadVersionException(path);
        }
        return entry;
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static Stat fill(Entry entry, Stat stat) {
        stat.setVersion(entry.version);
        stat.setCzxid(entry.created);
        stat.setEphemeralOwner(entry.owner);
        stat.setDataLength(entry.data.length);
        return stat;
    }
}
