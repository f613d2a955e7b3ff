package io.otter.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.OtterException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The present faults of a pipeline's targets: one that recovers does not hide another's. Thread-safe. */
final class TargetFaults {
    private final Consumer<@Nullable OtterException> listener;

    @GuardedBy("this")
    private final Map<Object, OtterException> present = new LinkedHashMap<>();

    /** @param listener receives the fault that has lasted longest whenever a fault comes or goes; null once there is none */
    TargetFaults(Consumer<@Nullable OtterException> listener) {
        this.listener = listener;
    }

    /** Receives one target's faults, and null once they are over. */
    Consumer<@Nullable OtterException> of(Object target) {
        return fault -> changed(target, fault);
    }

    private synchronized void changed(Object target, @Nullable OtterException fault) {
        if (fault == null) {
            present.remove(target);
        } else {
            present.put(target, fault);
        }
        listener.accept(present.values().stream().findFirst().orElse(null));
    }
}
