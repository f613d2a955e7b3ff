package io.otter.node.verify;

import io.otter.database.TableName;
import io.otter.node.batch.Batch;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What a comparison knows of the log, one window at a time. Thread-safe. */
final class LogWatch {
    private final String nonce;
    private long number;
    private volatile @Nullable LogWindow present;

    LogWatch() {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        nonce = "v" + HexFormat.of().formatHex(random);
    }

    /** In place of the one before. For one thread. */
    LogWindow open(TableName table) {
        number++;
        LogWindow window = new LogWindow(table, nonce + "-" + number + "-begin", nonce + "-" + number + "-end");
        present = window;
        return window;
    }

    void close() {
        present = null;
    }

    void follow(Batch batch) {
        LogWindow window = present;
        if (window != null) {
            window.follow(batch);
        }
    }

    void loaded(long processId) {
        LogWindow window = present;
        if (window != null) {
            window.loaded(processId);
        }
    }
}
