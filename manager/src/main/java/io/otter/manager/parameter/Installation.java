package io.otter.manager.parameter;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which installation this is: all managers of one database. It tells checkpoints at targets from those of another
 * installation, whose pipelines may have the same ids. Thread-safe.
 */
@Component
public final class Installation {
    private final ParameterStore store;
    private volatile @Nullable String known;

    Installation(ParameterStore store) {
        this.store = store;
    }

    /** A random UUID, made once and kept in the manager's database. */
    public String id() {
        String id = known;
        if (id == null) {
            id = store.installation(() -> UUID.randomUUID().toString());
            known = id;
        }
        return id;
    }

    /** After the database was given another one. */
    public void reread() {
        known = null;
    }
}
