package io.otter.node.binlog;

import com.alibaba.otter.canal.parse.driver.mysql.socket.SocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes events off the wire, also such that span several packets, each copied once. */
final class EventFetcher {
    private static final int MAX_PACKET = 0xffffff;
    private static final int HEADER = 19;
    private static final int STEP = 1 << 20;

    private final SocketChannel channel;
    private int left;
    private boolean more;

    EventFetcher(SocketChannel channel) {
        this.channel = channel;
    }

    /** The next event with its header; null when the server says that there is no more. */
    byte @Nullable [] next() throws IOException {
        readPacketHeader();
        int packet = left;
        byte[] marker = read(1);
        if (marker[0] == (byte) 0xff) {
            byte[] body = new byte[packet];
            body[0] = marker[0];
            fill(body, 1, packet - 1);
            throw BinlogConnection.error(body);
        }
        if (marker[0] == (byte) 0xfe && packet < 9) {
            read(left);
            return null;
        }
        byte[] header = read(HEADER);
        int length =
                (header[9] & 0xff) | (header[10] & 0xff) << 8 | (header[11] & 0xff) << 16 | (header[12] & 0xff) << 24;
        if (length < HEADER) {
            throw new IOException("broken event header, length " + length);
        }
        byte[] event = new byte[length];
        System.arraycopy(header, 0, event, 0, HEADER);
        fill(event, HEADER, length - HEADER);
        if (left > 0) {
            read(left);
        }
        if (more) {
            readPacketHeader();
        }
        return event;
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
                readPacketHeader();
            }
            int step = Math.min(Math.min(end - at, left), STEP);
            channel.read(target, at, step, BinlogConnection.READ_TIMEOUT_MILLIS);
            at += step;
            left -= step;
        }
    }

    private void readPacketHeader() throws IOException {
        byte[] header = new byte[4];
        channel.read(header, 0, 4, BinlogConnection.READ_TIMEOUT_MILLIS);
        left = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
        more = left == MAX_PACKET;
    }
}
