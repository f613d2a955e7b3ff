package io.otter.node.binlog;

import com.alibaba.otter.canal.parse.driver.mysql.socket.SocketChannel;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes events off the wire, also such that span several packets, each copied once; most into the same room. */
final class EventFetcher {
    private static final int PACKET_HEADER = 4;
    private static final int MAX_PACKET = 0xffffff;
    private static final int HEADER = 19;
    private static final int STEP = 1 << 20;
    private static final int ROOM = 64 * 1024;

    private final SocketChannel channel;
    /** A packet's header, and the marker that an event's first packet begins with. */
    private final byte[] begin = new byte[PACKET_HEADER + 1];

    private final byte[] room = new byte[ROOM];

    private int left;
    private boolean more;
    private int size;

    EventFetcher(SocketChannel channel) {
        this.channel = channel;
    }

    /** The next event with its header, to be used until this is called again; null when there is no more. */
    byte @Nullable [] next() throws IOException {
        readBegin(begin.length);
        int packet = left--;
        byte marker = begin[PACKET_HEADER];
        if (marker == (byte) 0xff) {
            byte[] body = new byte[packet];
            body[0] = marker;
            fill(body, 1, packet - 1);
            throw BinlogConnection.error(body);
        }
        if (marker == (byte) 0xfe && packet < 9) {
            read(left);
            return null;
        }
        return more ? ofSeveralPackets() : ofOnePacket();
    }

    /** Bytes of the event that {@link #next} gave. */
    int size() {
        return size;
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
        byte[] header = read(HEADER);
        byte[] event = Arrays.copyOf(header, length(header));
        size = event.length;
        fill(event, HEADER, size - HEADER);
        if (left > 0) {
            read(left);
        }
        if (more) {
            readBegin(PACKET_HEADER);
        }
        return event;
    }

    private static int length(byte[] header) throws IOException {
        int length =
                (header[9] & 0xff) | (header[10] & 0xff) << 8 | (header[11] & 0xff) << 16 | (header[12] & 0xff) << 24;
        if (length < HEADER) {
            throw new IOException("broken event header, length " + length);
        }
        return length;
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        fill(bytes, 0, length);
        return bytes;
    }

    private void fill(byte[] target, int from, int length) throws IOException {
        int at = from;
        int end = from + length;
        while (at < end) {
            if (left == 0) {
                readBegin(PACKET_HEADER);
            }
            int step = Math.min(Math.min(end - at, left), STEP);
            channel.read(target, at, step, BinlogConnection.READ_TIMEOUT_MILLIS);
            at += step;
            left -= step;
        }
    }

    private void readBegin(int length) throws IOException {
        channel.read(begin, 0, length, BinlogConnection.READ_TIMEOUT_MILLIS);
        left = (begin[0] & 0xff) | (begin[1] & 0xff) << 8 | (begin[2] & 0xff) << 16;
        more = left == MAX_PACKET;
    }
}
