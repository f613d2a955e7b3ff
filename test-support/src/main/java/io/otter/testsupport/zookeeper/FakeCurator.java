package io.otter.testsupport.zookeeper;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.ACLBackgroundPathAndBytesable;
import org.apache.curator.framework.api.ACLPathAndBytesable;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.curator.framework.api.BackgroundPathAndBytesable;
import org.apache.curator.framework.api.BackgroundPathable;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.api.ErrorListenerMultiTransactionMain;
import org.apache.curator.framework.api.ErrorListenerPathAndBytesable;
import org.apache.curator.framework.api.ErrorListenerPathable;
import org.apache.curator.framework.api.PathAndBytesable;
import org.apache.curator.framework.api.Pathable;
import org.apache.curator.framework.api.WatchPathable;
import org.apache.curator.framework.api.WatchableBase;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.api.transaction.TypeAndPath;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Curator's interface over a {@link FakeClient}. The interface is a language of a hundred types, of which each sentence ends with
 * a path or with operations; so the words before are noted, whichever they are.
 */
final class FakeCurator implements InvocationHandler {
    private static final byte[] NOTHING = {};

    private final FakeClient client;

    private FakeCurator(FakeClient client) {
        this.client = client;
    }

    static CuratorFramework over(FakeClient client) {
        return proxy(new FakeCurator(client), CuratorFramework.class);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "getConnectionStateListenable" -> client.listenable();
            case "start" -> null;
            case "close" -> {
                client.close();
                yield null;
            }
            case "create", "delete", "setData", "getData", "checkExists", "getChildren", "transaction", "watchers" ->
                proxy(new Sentence(method.getName(), false), method.getReturnType());
            case "transactionOp" -> proxy(new Operations(), method.getReturnType());
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(InvocationHandler handler, Class<?>... types) {
        return (T) Proxy.newProxyInstance(FakeCurator.class.getClassLoader(), types, handler);
    }

    /** The first word of an operation within a transaction. */
    private final class Operations implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            return proxy(new Sentence(method.getName(), true), method.getReturnType());
        }
    }

    private final class Sentence implements InvocationHandler {
        private final String verb;
        private final boolean operation;
        private CreateMode mode = CreateMode.PERSISTENT;
        private AddWatchMode watchMode = AddWatchMode.PERSISTENT;
        private int version = -1;
        private boolean parents;
        private boolean orSet;
        private boolean children;
        private boolean quietly;
        private boolean background;
        private boolean removesWatch;
        private @Nullable Stat stat;
        private @Nullable CuratorWatcher watcher;
        private @Nullable BackgroundCallback callback;

        Sentence(String verb, boolean operation) {
            this.verb = verb;
            this.operation = operation;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            Object[] given = arguments == null ? new Object[0] : arguments;
            Object first = given.length == 0 ? NOTHING : given[0];
            switch (method.getName()) {
                case "forPath" -> {
                    return end((String) first, given.length > 1 ? (byte[]) given[1] : NOTHING);
                }
                case "forOperations" -> {
                    List<CuratorOp> operations = new ArrayList<>();
                    if (first instanceof List<?> list) {
                        list.forEach(one -> operations.add((CuratorOp) one));
                    } else {
                        operations.addAll(List.of((CuratorOp[]) first));
                    }
                    return commit(operations.stream().map(CuratorOp::get).toList());
                }
                case "withMode" -> {
                    if (first instanceof AddWatchMode watching) {
                        watchMode = watching;
                    } else {
                        mode = (CreateMode) first;
                    }
                }
                case "withVersion" -> version = (int) first;
                case "creatingParentsIfNeeded" -> parents = true;
                case "orSetData" -> orSet = true;
                case "deletingChildrenIfNeeded" -> children = true;
                case "quietly" -> quietly = true;
                case "storingStatIn" -> stat = (Stat) first;
                case "usingWatcher" -> watcher = (CuratorWatcher) first;
                case "inBackground" -> {
                    background = true;
                    callback = given.length == 0 ? null : (BackgroundCallback) first;
                }
                case "add" -> removesWatch = false;
                case "remove" -> {
                    removesWatch = true;
                    watcher = (CuratorWatcher) first;
                }
                default -> throw new UnsupportedOperationException(method.toString());
            }
            Class<?> next = method.getReturnType();
            return next.isInterface() ? proxy(this, next) : proxy(this, rest());
        }

        /** What may come next where the interface leaves that to a type parameter. */
        private Class<?>[] rest() {
            return switch (verb) {
                case "transaction" -> new Class<?>[] {ErrorListenerMultiTransactionMain.class};
                case "create", "setData" ->
                    new Class<?>[] {
                        ACLBackgroundPathAndBytesable.class,
                        ACLPathAndBytesable.class,
                        ErrorListenerPathAndBytesable.class,
                        BackgroundPathAndBytesable.class,
                        PathAndBytesable.class
                    };
                default ->
                    new Class<?>[] {
                        WatchPathable.class,
                        WatchableBase.class,
                        ErrorListenerPathable.class,
                        BackgroundPathable.class,
                        Pathable.class
                    };
            };
        }

        private @Nullable Object end(String path, byte[] data) throws KeeperException {
            if (operation) {
                return new Operation(
                        switch (verb) {
                            case "create" -> Op.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
                            case "setData" -> Op.setData(path, data, version);
                            case "delete" -> Op.delete(path, version);
                            case "check" -> Op.check(path, version);
                            default -> throw new UnsupportedOperationException(verb);
                        });
            }
            if (background) {
                client.later(() -> inBackground(path, () -> Optional.ofNullable(now(path, data))));
                return null;
            }
            return now(path, data);
        }

        private @Nullable Object commit(List<Op> operations) throws KeeperException {
            FakeClient.Call<Boolean> call = () -> {
                client.tree().commit(operations, client.session());
                return true;
            };
            if (background) {
                client.later(() -> inBackground("/", () -> Optional.of(client.call(true, call))));
                return null;
            }
            client.call(true, call);
            return List.of();
        }

        private void inBackground(String path, FakeClient.Call<Optional<Object>> call) {
            KeeperException.Code code = KeeperException.Code.OK;
            Object result = null;
            try {
                result = call.run().orElse(null);
                if (verb.equals("checkExists") && result == null) {
                    code = KeeperException.Code.NONODE;
                }
            } catch (KeeperException e) {
                code = e.code();
            }
            BackgroundCallback told = callback;
            if (told == null) {
                return;
            }
            int number = code.intValue();
            Object found = result;
            CuratorEvent event = proxy(
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "getResultCode" -> number;
                        case "getPath" -> path;
                        case "getStat" -> found;
                        default -> throw new UnsupportedOperationException(method.toString());
                    },
                    CuratorEvent.class);
            try {
                told.processResult(client.framework(), event);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private @Nullable Object now(String path, byte[] data) throws KeeperException {
            switch (verb) {
                case "create" -> {
                    create(path, data);
                    return path;
                }
                case "setData" -> {
                    change(Op.setData(path, data, version));
                    return client.tree().exists(path);
                }
                case "delete" -> {
                    delete(path);
                    return null;
                }
                case "getData" -> {
                    return client.call(false, () -> {
                        byte[] read = client.tree().read(path, stat == null ? new Stat() : stat);
                        watchOnce(path);
                        return read;
                    });
                }
                case "checkExists" -> {
                    return client.call(false, () -> {
                                watchOnce(path);
                                return Optional.ofNullable(client.tree().exists(path));
                            })
                            .orElse(null);
                }
                case "getChildren" -> {
                    return client.call(false, () -> client.tree().children(path));
                }
                case "watchers" -> {
                    CuratorWatcher given = watcher;
                    if (given == null) {
                        throw new UnsupportedOperationException("a watch of nobody");
                    }
                    return client.call(false, () -> {
                        if (removesWatch) {
                            client.unwatch(given);
                        } else {
                            client.watch(path, watchMode, given);
                        }
                        return true;
                    });
                }
                default -> throw new UnsupportedOperationException(verb);
            }
        }

        private void watchOnce(String path) {
            if (watcher != null) {
                client.watchOnce(path, watcher);
            }
        }

        private void create(String path, byte[] data) throws KeeperException {
            while (true) {
                try {
                    change(Op.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, mode));
                    return;
                } catch (KeeperException.NoNodeException e) {
                    if (!parents) {
                        throw e;
                    }
                    ensure(FakeTree.parent(path));
                } catch (KeeperException.NodeExistsException e) {
                    if (!orSet) {
                        throw e;
                    }
                    try {
                        change(Op.setData(path, data, -1));
                        return;
                    } catch (KeeperException.NoNodeException gone) {
                        continue;
                    }
                }
            }
        }

        private void ensure(String path) throws KeeperException {
            try {
                change(Op.create(path, NOTHING, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
            } catch (KeeperException.NoNodeException e) {
                ensure(FakeTree.parent(path));
                ensure(path);
            } catch (KeeperException.NodeExistsException e) {
                // it is as it should be
            }
        }

        private void delete(String path) throws KeeperException {
            try {
                while (true) {
                    try {
                        change(Op.delete(path, version));
                        return;
                    } catch (KeeperException.NotEmptyException e) {
                        if (!children) {
                            throw e;
                        }
                        for (String child : client.tree().children(path)) {
                            delete(path + "/" + child);
                        }
                    }
                }
            } catch (KeeperException.NoNodeException e) {
                if (!quietly) {
                    throw e;
                }
            }
        }

        private void change(Op one) throws KeeperException {
            client.call(true, () -> {
                client.tree().commit(List.of(one), client.session());
                return true;
            });
        }
    }

    private record Operation(Op get) implements CuratorOp {
        @Override
        public TypeAndPath getTypeAndPath() {
            throw new UnsupportedOperationException();
        }
    }
}
