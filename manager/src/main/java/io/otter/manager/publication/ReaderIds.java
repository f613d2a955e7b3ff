package io.otter.manager.publication;

import io.otter.manager.canal.Canal;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Which server_id each pipeline reads its source with: no two the same, nor likely those of another installation, since a server ends a reader when another comes with
 * its id. What a canal is given by hand is for the first of its pipelines.
 *
 * @param first the pipeline that each canal's own id is for, by the canal's name in lower case
 * @param given by hand
 * @param offset of this installation: others read the same sources
 */
record ReaderIds(Map<String, Long> first, Set<Long> given, long offset) {
    /** Below are the ids that servers usually have. */
    private static final long SMALLEST = 0x1000_0000L;

    private static final long LARGEST = 0xffff_ffffL;
    /** Leads to another id of the range, which is no other pipeline's unless there are a billion. */
    private static final long STRIDE = 0x4000_0000L;

    static ReaderIds of(Configuration configured, String installation) {
        Map<String, Long> first = new HashMap<>();
        configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream())
                .sorted(Comparator.comparingLong(Pipeline::id))
                .forEach(pipeline -> first.putIfAbsent(key(pipeline), pipeline.id()));
        return new ReaderIds(
                first,
                configured.canals().stream()
                        .map(Canal::serverId)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()),
                offset(installation));
    }

    long of(Pipeline pipeline, Canal canal) {
        Long own = canal.serverId();
        if (own != null && Objects.equals(first.get(key(pipeline)), pipeline.id())) {
            return own;
        }
        long id = assigned(pipeline.id());
        for (long other = pipeline.id() + STRIDE; given.contains(id); other += STRIDE) {
            id = assigned(other);
        }
        return id;
    }

    private static String key(Pipeline pipeline) {
        return pipeline.canal().toLowerCase(Locale.ROOT);
    }

    private long assigned(long number) {
        return SMALLEST + (offset + number) % (LARGEST - SMALLEST + 1);
    }

    private static long offset(String installation) {
        CRC32 sum = new CRC32();
        sum.update(installation.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
