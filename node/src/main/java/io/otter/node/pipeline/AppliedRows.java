package io.otter.node.pipeline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.node.batch.RowCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node has applied in all runs, by pipeline and media pair. A mapped file keeps it, so that a killed process loses
 * nothing and counting costs no system call. A file that is not sound is set aside, and one that cannot be written is done
 * without: counting begins anew under another identity.
 * Thread-safe.
 */
public final class AppliedRows {
    private static final Logger log = LoggerFactory.getLogger(AppliedRows.class);
    private static final long MAGIC = 0x6f74746572726f77L;
    private static final int HEADER = 16;
    private static final int SLOT = 5 * Long.BYTES;
    private static final int FIRST_SIZE = 64 << 10;

    private final Path file;

    @GuardedBy("this")
    private ByteBuffer rows;

    @GuardedBy("this")
    private final Map<Key, Integer> slots = new HashMap<>();

    private record Key(long pipelineId, long pairId) {}

    /** Rows of one media pair. */
    public record Total(long pipelineId, long pairId, RowCounts rows) {}

    /** Opens or creates the file. */
    public AppliedRows(Path file) {
        this.file = file;
        rows = opened(file);
        if (rows.getLong(0) == 0) {
            rows.putLong(8, new SecureRandom().nextLong());
            rows.putLong(0, MAGIC);
        }
        for (int at = HEADER; at + SLOT <= rows.capacity() && rows.getLong(at) != 0; at += SLOT) {
            slots.put(new Key(rows.getLong(at), rows.getLong(at + 8)), at);
        }
    }

    /** Identifies what was counted from 0. */
    public synchronized long identity() {
        return rows.getLong(8);
    }

    /** Adds what was applied, by media pair. */
    public synchronized void add(long pipelineId, Map<Long, RowCounts> applied) {
        applied.forEach((pair, counts) -> {
            int at = slot(new Key(pipelineId, pair));
            rows.putLong(at + 16, rows.getLong(at + 16) + counts.inserts());
            rows.putLong(at + 24, rows.getLong(at + 24) + counts.updates());
            rows.putLong(at + 32, rows.getLong(at + 32) + counts.deletes());
        });
    }

    public synchronized List<Total> totals() {
        List<Total> totals = new ArrayList<>();
        slots.forEach((key, at) -> totals.add(new Total(
                key.pipelineId,
                key.pairId,
                new RowCounts(rows.getLong(at + 16), rows.getLong(at + 24), rows.getLong(at + 32)))));
        return totals;
    }

    @GuardedBy("this")
    private int slot(Key key) {
        Integer known = slots.get(key);
        if (known != null) {
            return known;
        }
        int at = HEADER + slots.size() * SLOT;
        if (at + SLOT > rows.capacity()) {
            rows = grown(rows);
        }
        rows.putLong(at + 8, key.pairId);
        rows.putLong(at, key.pipelineId);
        slots.put(key, at);
        return at;
    }

    private ByteBuffer grown(ByteBuffer full) {
        try {
            return mapped(file, 2L * full.capacity());
        } catch (IOException e) {
            log.warn("{} cannot grow, so a restart will not know all rows that were applied: {}", file, e.toString());
            return ByteBuffer.allocate(2 * full.capacity()).put(0, full, 0, full.capacity());
        }
    }

    private static ByteBuffer opened(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            boolean begun = !Files.exists(file) || Files.size(file) == 0;
            ByteBuffer rows = mapped(file, FIRST_SIZE);
            if (begun || isSound(rows)) {
                return rows;
            }
            Path aside = file.resolveSibling(file.getFileName() + ".unsound");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            log.warn("{} was no file of ours or is damaged; it is {} now, and counting begins anew", file, aside);
            return mapped(file, FIRST_SIZE);
        } catch (IOException e) {
            log.warn("{} cannot be written, so a restart will not know what was applied: {}", file, e.toString());
            return ByteBuffer.allocate(FIRST_SIZE);
        }
    }

    /** Written up to its size first, since a full disk must not be noticed in mapped memory. */
    private static ByteBuffer mapped(Path file, long least) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            ByteBuffer missing = ByteBuffer.allocate((int) Math.max(0, least - size));
            while (missing.hasRemaining()) {
                channel.write(missing, size + missing.position()); // writes less when the disk becomes full
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, Math.max(size, least));
        }
    }

    private static boolean isSound(ByteBuffer rows) {
        Set<Key> seen = new HashSet<>();
        boolean sound = rows.getLong(0) == MAGIC;
        for (int at = HEADER; sound && at + SLOT <= rows.capacity() && rows.getLong(at) != 0; at += SLOT) {
            sound = seen.add(new Key(rows.getLong(at), rows.getLong(at + 8)));
            for (int field = 0; field < SLOT; field += Long.BYTES) {
                sound &= rows.getLong(at + field) >= 0;
            }
        }
        return sound;
    }
}
