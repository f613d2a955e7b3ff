package io.otter.arbitrate.config;

import io.otter.arbitrate.session.Coordination;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/**
 * Tells that something may have changed: once when it begins, after each change, and after each reconnect. Calls come one at a
 * time on Curator's thread and must not wait; what has changed is to be read.
 */
public final class TreeWatch implements AutoCloseable {
    private final CuratorCache cache;

    private TreeWatch(CuratorCache cache, Runnable changed) {
        this.cache = cache;
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forAll((type, before, after) -> changed.run())
                        .forInitialized(changed)
                        .build());
        cache.start();
    }

    /** Watches a path and all below it. */
    public static TreeWatch ofTree(Coordination coordination, String path, Runnable changed) {
        return new TreeWatch(CuratorCache.build(coordination.client(), path), changed);
    }

    /** Watches one znode; what is below it may be busy. */
    public static TreeWatch ofNode(Coordination coordination, String path, Runnable changed) {
        return new TreeWatch(
                CuratorCache.build(coordination.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE), changed);
    }

    @Override
    public void close() {
        cache.close();
    }
}
