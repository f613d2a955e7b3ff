package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.testsupport.workload.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventFetcherTest {
    private static final int MAX_PACKET = 0xffffff;

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    @Test
    void eventsOfEverySizeArriveInAnyFragmentation() throws IOException {
        long seed = Seed.of(EventFetcherTest.class);
        Random random = new Random(seed);
        List<byte[]> events = new ArrayList<>();
        for (int size : new int[] {
            19,
            20,
            65_535,
            65_536,
            65_537,
            70_000,
            300_000,
            MAX_PACKET - 1,
            MAX_PACKET,
            2 * MAX_PACKET - 1,
            40_000_000,
            25
        }) {
            events.add(event(size, random));
        }
        events.forEach(this::send);
        EventFetcher fetcher = new EventFetcher(inPieces(random), 0);

        for (byte[] event : events) {
            byte[] bytes = fetcher.next();
            assertThat(fetcher.size()).isEqualTo(event.length);
            assertThat(Arrays.equals(bytes, 0, event.length, event, 0, event.length))
                    .isTrue();
        }
        assertThat(fetcher.hasMore()).isFalse();
        assertThatThrownBy(fetcher::next).isInstanceOf(EOFException.class);
    }

    @Test
    void saysWhetherMoreHasCome() throws IOException {
        send(event(30, new Random(1)));
        send(event(40, new Random(2)));
        EventFetcher fetcher = new EventFetcher(new ByteArrayInputStream(wire.toByteArray()), 0);

        fetcher.next();
        assertThat(fetcher.hasMore()).isTrue();
        fetcher.next();
        assertThat(fetcher.hasMore()).isFalse();
    }

    @Test
    void eventsOfALongFileEndBehind4GiBAlthoughTheirHeadersCannotTell() throws IOException {
        rotate(4);
        ends(BinlogEvent.FORMAT_DESCRIPTION, 120);
        ends(BinlogEvent.XID, 3L << 30, 0, (1L << 32) - 30, 1L << 32, 5L << 30, 7L << 30);
        ends(BinlogEvent.HEARTBEAT, 7L << 30);
        ends(BinlogEvent.XID, 9L << 30);
        rotate(4);
        ends(BinlogEvent.XID, 300);

        EventFetcher fetcher = new EventFetcher(new ByteArrayInputStream(wire.toByteArray()), 0);
        assertThat(ends(fetcher))
                .containsExactly(
                        0L,
                        120L,
                        3L << 30,
                        0L,
                        (1L << 32) - 30,
                        1L << 32,
                        5L << 30,
                        7L << 30,
                        7L << 30,
                        9L << 30,
                        0L,
                        300L);
        EventFetcher behind = new EventFetcher(new ByteArrayInputStream(wire.toByteArray()), 5L << 30);
        assertThat(ends(behind)).containsExactly(0L, 120L, 7L << 30, 7L << 30, 9L << 30, 0L, 300L);
    }

    @Test
    void aServerIsNotWaitedForWhoseFileEndsBeforeThePlace() throws IOException {
        rotate(4);
        ends(BinlogEvent.XID, 3L << 30);
        ends(BinlogEvent.HEARTBEAT, 3L << 30);
        EventFetcher fetcher = new EventFetcher(new ByteArrayInputStream(wire.toByteArray()), 5L << 30);

        fetcher.next();
        assertThatThrownBy(fetcher::next)
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("position > file size");
    }

    private static List<Long> ends(EventFetcher fetcher) throws IOException {
        List<Long> ends = new ArrayList<>();
        while (fetcher.hasMore()) {
            fetcher.next();
            ends.add(fetcher.end());
        }
        return ends;
    }

    private void rotate(long offset) {
        byte[] event = new byte[40];
        event[9] = 40;
        event[4] = BinlogEvent.ROTATE;
        event[BinlogEvent.HEADER] = (byte) offset;
        send(event);
    }

    /** Events that end there. */
    private void ends(int type, long... ends) {
        for (long end : ends) {
            byte[] event = new byte[30];
            event[9] = 30;
            event[4] = (byte) type;
            for (int i = 0; i < 4; i++) {
                event[13 + i] = (byte) (end >>> (8 * i));
            }
            send(event);
        }
    }

    @Test
    void theEndOfAWalkIsNotAnEvent() throws IOException {
        send(event(30, new Random(1)));
        packet(new byte[] {(byte) 0xfe, 0, 0, 2, 0});
        EventFetcher fetcher = new EventFetcher(new ByteArrayInputStream(wire.toByteArray()), 0);

        assertThat(fetcher.next()).isNotNull();
        assertThat(fetcher.next()).isNull();
    }

    @Test
    void theServersErrorIsReported() {
        byte[] message = "Could not find first log file name".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] error = new byte[9 + message.length];
        error[0] = (byte) 0xff;
        error[1] = (byte) (1236 & 0xff);
        error[2] = (byte) (1236 >> 8);
        System.arraycopy("#HY000".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, error, 3, 6);
        System.arraycopy(message, 0, error, 9, message.length);
        packet(error);

        assertThatThrownBy(new EventFetcher(new ByteArrayInputStream(wire.toByteArray()), 0)::next)
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("Could not find first log");
    }

    private static byte[] event(int size, Random random) {
        byte[] event = new byte[size];
        random.nextBytes(event);
        event[4] = BinlogEvent.XID;
        for (int i = 0; i < 4; i++) {
            event[9 + i] = (byte) (size >>> (8 * i));
        }
        return event;
    }

    /** As sent by a server: a marker and the event, split at the maximum packet size. */
    private void send(byte[] event) {
        byte[] payload = new byte[event.length + 1];
        System.arraycopy(event, 0, payload, 1, event.length);
        packet(payload);
    }

    private void packet(byte[] payload) {
        int from = 0;
        int length;
        do {
            length = Math.min(MAX_PACKET, payload.length - from);
            wire.write(length);
            wire.write(length >> 8);
            wire.write(length >> 16);
            wire.write(0);
            wire.write(payload, from, length);
            from += length;
        } while (length == MAX_PACKET);
    }

    private InputStream inPieces(Random random) {
        return new ByteArrayInputStream(wire.toByteArray()) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(100_000)));
            }
        };
    }
}
