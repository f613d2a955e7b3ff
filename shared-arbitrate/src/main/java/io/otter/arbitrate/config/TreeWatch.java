package io.otter.arbitrate.config;

import io.otter.arbitrate.session.Coordination;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/**
 * Tells that something below a path may have changed: once when it begins, after each change, and after each reconnect. Calls
 * come one at a time on Curator's thread and must not wait; what has changed is to be read.
 */
public final class TreeWatch implements AutoCloseable {
    private final CuratorCache cache;

    public TreeWatch(Coordination coordination, String path, Runnable changed) {
        cache = CuratorCache.build(coordination.client(), path);
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forAll((type, before, after) -> changed.run())
                        .afterInitialized()
                        .build());
        cache.listenable()
                .addListener(
                        CuratorCacheListener.builder().forInitialized(changed).build());
        cache.start();
    }

    @Override
    public void close() {
        cache.close();
    }
}
