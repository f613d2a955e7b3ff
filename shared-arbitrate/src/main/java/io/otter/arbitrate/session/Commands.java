package io.otter.arbitrate.session;

import io.otter.common.error.ErrorCode;
import io.otter.common.secret.MacKey;
import io.otter.common.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the znodes that others obey, as {@link Documents} of which each ends with a code under {@code otter.secret.key} over
 * its path and content: who can write to ZooKeeper, but does not know the key, commands nobody. Thread-safe.
 */
public final class Commands {
    private static final Logger log = LoggerFactory.getLogger(Commands.class);
    private static final String PURPOSE = "commands in ZooKeeper";
    private static final byte[] FIELD = ",\"mac\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int CODE_CHARS = 64;
    private static final int ADDED = FIELD.length + CODE_CHARS + END.length;
    private static final int REMEMBERED = 1_000;

    private final MacKey key;
    /** So that what stays there is logged once. */
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();

    Commands(SecretKey key) {
        this.key = key.macKey(PURPOSE);
    }

    /** @param command a record with at least one component */
    public byte[] write(String path, Object command) {
        byte[] json = Documents.json(command);
        byte[] code = HexFormat.of().formatHex(key.of(path, json)).getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(json, json.length - 1 + ADDED); // the code comes before the last brace
        System.arraycopy(FIELD, 0, all, json.length - 1, FIELD.length);
        System.arraycopy(code, 0, all, json.length - 1 + FIELD.length, CODE_CHARS);
        System.arraycopy(END, 0, all, all.length - END.length, END.length);
        return Documents.packed(all);
    }

    /** Empty, and logged by its path, if it was not written to this path by a process with our key. */
    public <T> Optional<T> read(String path, byte[] bytes, Class<T> type) {
        Optional<byte[]> json = opened(path, bytes);
        if (json.isEmpty()) {
            refuse(path, Arrays.hashCode(bytes));
            return Optional.empty();
        }
        refused.remove(path);
        return Optional.of(Documents.read(json.get(), type));
    }

    private Optional<byte[]> opened(String path, byte[] bytes) {
        byte[] all;
        try {
            all = Documents.unpacked(bytes);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        int end = all.length - ADDED;
        if (end < 1 || !Arrays.equals(all, end, end + FIELD.length, FIELD, 0, FIELD.length)) {
            return Optional.empty();
        }
        byte[] json = Arrays.copyOf(all, end + 1);
        json[end] = '}';
        String code = new String(all, end + FIELD.length, CODE_CHARS, StandardCharsets.US_ASCII);
        try {
            return key.fits(path, json, HexFormat.of().parseHex(code)) ? Optional.of(json) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void refuse(String path, int content) {
        if (refused.size() >= REMEMBERED) {
            refused.clear();
        }
        Integer before = refused.put(path, content);
        if (before == null || before != content) {
            log.error(
                    "{}: {} was not written by a manager or node with our otter.secret.key and is not obeyed. {}",
                    ErrorCode.ZOOKEEPER_FORGED,
                    path,
                    ErrorCode.ZOOKEEPER_FORGED.advice());
        }
    }
}
