package io.otter.node.binlog;

import com.alibaba.otter.canal.parse.driver.mysql.socket.SocketChannel;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket as canal's driver uses one; buffers nothing. One thread reads and writes, any may close it. */
final class SocketOfCanal implements SocketChannel {
    private static final Logger LOG = LoggerFactory.getLogger(SocketOfCanal.class);

    private final Socket socket;

    SocketOfCanal(Socket socket) {
        this.socket = socket;
    }

    @Override
    public void write(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            socket.getOutputStream().write(part);
        }
        socket.getOutputStream().flush();
    }

    @Override
    public byte[] read(int size) throws IOException {
        byte[] bytes = new byte[size];
        new DataInputStream(socket.getInputStream()).readFully(bytes);
        return bytes;
    }

    @Override
    public byte[] read(int size, int timeoutMillis) throws IOException {
        byte[] bytes = new byte[size];
        read(bytes, 0, size, timeoutMillis);
        return bytes;
    }

    @Override
    public void read(byte[] bytes, int offset, int length, int timeoutMillis) throws IOException {
        socket.setSoTimeout(timeoutMillis);
        new DataInputStream(socket.getInputStream()).readFully(bytes, offset, length);
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected() && !socket.isClosed();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", e.getMessage());
        }
    }
}
