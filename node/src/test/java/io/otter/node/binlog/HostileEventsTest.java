package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.otter.testsupport.workload.Seed;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a broken log, or a server that wants to do harm, may send. */
class HostileEventsTest {
    private static final long MOST_BYTES = 64L << 20;
    private static final int ROUNDS = Integer.getInteger("otter.fuzz.rounds", 6_000);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void changedEventsAreRefusedWithoutMuchMemory() {
        Random random = new Random(Seed.of(HostileEventsTest.class));
        List<byte[]> seeds = HostileEvents.seeds();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] changed = changed(seeds.get(random.nextInt(seeds.size())), random);
            long before = threads.getCurrentThreadAllocatedBytes();
            HostileEvents.fuzzerTestOneInput(changed);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(HexFormat.of().formatHex(changed))
                    .isLessThan(MOST_BYTES);
        }
    }

    @Test
    void documentsThatContainThemselvesEnd() {
        byte[] loop = {2, 1, 0, 11, 0, 2, 0, 0};
        assertThatThrownBy(() -> JsonText.of(loop)).isInstanceOf(IllegalArgumentException.class);
        byte[] bomb = new byte[1 + 4 + 3 * 200];
        bomb[0] = 2;
        bomb[1] = (byte) 200;
        for (int i = 5; i < bomb.length; i += 3) {
            bomb[i] = 2;
        }
        assertThatThrownBy(() -> JsonText.of(bomb)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] changed(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            int at = 1 + random.nextInt(bytes.length - 1);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xff);
                case 3 -> bytes = Arrays.copyOf(bytes, Math.max(2, at));
                case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
                default -> bytes[at] = (byte) (250 + random.nextInt(6));
            }
        }
        return bytes;
    }
}
