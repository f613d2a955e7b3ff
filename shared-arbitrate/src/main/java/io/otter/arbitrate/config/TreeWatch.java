package io.otter.arbitrate.config;

import io.otter.arbitrate.session.Coordination;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/**
 * Signals that something may have changed: once at the start, after each change, and after each reconnection. Calls
 * come one at a time on Curator's thread and must not block; the receiver has to read what changed.
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

    /** Watches a path and everything below it. */
    public static TreeWatch ofTree(Coordination coordination, String path, Runnable changed) {
        return new TreeWatch(CuratorCache.build(coordination.client(), path), changed);
    }

    /** Watches a single znode without its children, which may change all the time. */
    public static TreeWatch ofNode(Coordination coordination, String path, Runnable changed) {
        return new TreeWatch(
                CuratorCache.build(coordination.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE), changed);
    }

    @Override
    public void close() {
        cache.close();
    }
}
