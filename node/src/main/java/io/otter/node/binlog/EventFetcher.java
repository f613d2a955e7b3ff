package io.otter.node.binlog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads events off the wire, including those that span several packets; most share one buffer. Single-threaded. */
final class EventFetcher {
    private static final int PACKET_HEADER = 4;
    private static final int MAX_PACKET = 0xffffff;
    private static final int HEADER = BinlogEvent.HEADER;
    private static final int STEP = 1 << 20;
    private static final int ROOM = 64 * 1024;

    private final InputStream wire;
    /** What is allocated of a long event at first: then memory grows with what has come, not with what the header says. */
    private static final int FIRST = 64 << 20;

    private final byte[] waiting = new byte[ROOM];
    private int at;
    private int end;

    private final byte[] room = new byte[ROOM];
    /** Bytes of the current packet not read yet, and whether the event continues in the next packet. */
    private int left;

    private boolean more;
    private int size;
    private final LogOffsets offsets = new LogOffsets();
    private long eventEnd;
    private long from;

    /**
     * Reads a stream.
     *
     * @param wire the server's response to a dump command
     * @param from events of the first file that end here or before are skipped
     */
    EventFetcher(InputStream wire, long from) {
        this.wire = wire;
        this.from = from;
    }

    /** The next event with its header, valid until the next call; null at the end of the stream. */
    byte @Nullable [] next() throws IOException {
        byte[] event = read();
        while (event != null && isSkipped(event)) {
            event = read();
        }
        return event;
    }

    /** The offset after the event that {@link #next} returned, as {@link LogOffsets} has it. */
    long end() {
        return eventEnd;
    }

    private boolean isSkipped(byte[] event) throws IOException {
        eventEnd = offsets.after(event, size);
        if (from == 0 || BinlogEvent.type(event) == BinlogEvent.FORMAT_DESCRIPTION) {
            return false;
        }
        boolean rotates = BinlogEvent.type(event) == BinlogEvent.ROTATE;
        boolean ends = rotates ? eventEnd > 0 : BinlogEvent.isHeartbeat(event) && eventEnd < from;
        if (ends) {
            // As the server itself says it of places that it can be asked for.
            throw new ServerErrorException(1236, "position > file size: the file ends before " + from);
        }
        if (!rotates && eventEnd > from) {
            from = 0;
        }
        return !rotates && from > 0;
    }

    private byte @Nullable [] read() throws IOException {
        readPacketHeader();
        int packet = --left;
        int marker = readByte();
        if (marker == 0xff) {
            byte[] body = new byte[packet + 1];
            body[0] = (byte) marker;
            fill(body, 1, packet);
            throw BinlogConnection.error(body);
        }
        if (marker == 0xfe && packet < 8) {
            bytes(packet);
            return null;
        }
        return more ? ofSeveralPackets() : ofOnePacket();
    }

    /** Size in bytes of the event that {@link #next} returned. */
    int size() {
        return size;
    }

    /** Whether more has arrived already; may be false although it has if the connection is encrypted. */
    boolean hasMore() throws IOException {
        return at < end || wire.available() > 0;
    }

    private byte[] ofOnePacket() throws IOException {
        int packet = left;
        if (packet < HEADER) {
            throw new IOException("an event of " + packet + " bytes has no header");
        }
        byte[] event = packet <= ROOM ? room : new byte[packet];
        fill(event, 0, packet);
        size = length(event);
        if (size > packet) {
            throw new IOException("an event of " + size + " bytes came in a packet of " + packet);
        }
        return event;
    }

    private byte[] ofSeveralPackets() throws IOException {
        byte[] header = bytes(HEADER);
        int length = length(header);
        byte[] event = Arrays.copyOf(header, Math.min(length, FIRST));
        fill(event, HEADER, event.length - HEADER);
        while (event.length < length) {
            int done = event.length;
            event = Arrays.copyOf(event, (int) Math.min(length, 2L * done));
            fill(event, done, event.length - done);
        }
        size = length;
        if (left > 0) {
            bytes(left);
        }
        if (more) {
            readPacketHeader();
        }
        return event;
    }

    private static int length(byte[] header) throws IOException {
        int length = BinlogEvent.int32(header, 9);
        if (length < HEADER) {
            throw new IOException("broken event header, length " + length);
        }
        return length;
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        fill(bytes, 0, length);
        return bytes;
    }

    private void fill(byte[] target, int from, int length) throws IOException {
        int to = from;
        int until = from + length;
        while (to < until) {
            if (left == 0) {
                readPacketHeader();
            }
            int step = take(target, to, Math.min(until - to, left));
            to += step;
            left -= step;
        }
    }

    private void readPacketHeader() throws IOException {
        left = readByte() | readByte() << 8 | readByte() << 16;
        readByte(); // the packet's sequence number
        more = left == MAX_PACKET;
    }

    private int readByte() throws IOException {
        if (at == end) {
            receive();
        }
        return waiting[at++] & 0xff;
    }

    /** Reads at least one byte; large reads bypass the buffer. */
    private int take(byte[] target, int to, int length) throws IOException {
        if (at == end) {
            if (length >= ROOM) {
                return received(wire.read(target, to, Math.min(length, STEP)));
            }
            receive();
        }
        int step = Math.min(length, end - at);
        System.arraycopy(waiting, at, target, to, step);
        at += step;
        return step;
    }

    private void receive() throws IOException {
        at = 0;
        end = 0;
        end = received(wire.read(waiting, 0, ROOM));
    }

    private static int received(int bytes) throws EOFException {
        if (bytes < 0) {
            throw new EOFException("the source closed the connection");
        }
        return bytes;
    }
}
