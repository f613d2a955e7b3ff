package io.otter.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlightTest {
    private static final long MILLI = 1_000_000;
    private static final int ROW_BYTES = 200;

    /** A way that carries so much per second, on which a reader that never waits for its source puts chunks. */
    @ParameterizedTest
    @CsvSource({"20000, 0", "125000, 0", "1250000, 0", "1250000, 200", "12500000, 0", "12500000, 200", "40000000, 200"})
    void theWayIsFullAndNothingWaitsLong(long bytesPerSecond, long roundTripMillis) {
        Flight flight = new Flight(Duration.ofMillis(roundTripMillis), 0);
        Deque<long[]> way = new ArrayDeque<>(); // when sent, when at the target, bytes
        long free = 0;
        long bytes = 0;
        long arrived = 0;
        long latest = 0;
        long now = 0;
        for (; now < 60_000 * MILLI; now += MILLI) {
            while (!way.isEmpty() && way.element()[1] <= now) {
                long[] chunk = way.remove();
                bytes -= chunk[2];
                if (chunk[0] > 20_000 * MILLI) {
                    arrived += chunk[2];
                    latest = Math.max(latest, now - chunk[0]);
                }
                flight.arrived(now - chunk[0], now);
            }
            while (flight.takes(bytes)) {
                long size = (long) flight.most(5_000) * ROW_BYTES;
                flight.read(size / ROW_BYTES, size);
                free = Math.max(free, now) + size * 1_000_000_000 / bytesPerSecond;
                way.add(new long[] {now, free + roundTripMillis * MILLI, size});
                bytes += size;
            }
        }
        assertThat(latest / MILLI).as("milliseconds").isLessThan(500 + roundTripMillis);
        assertThat(arrived / 40).as("bytes per second").isGreaterThan(bytesPerSecond * 9 / 10);
    }
}
