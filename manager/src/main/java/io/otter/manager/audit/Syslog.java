package io.otter.manager.audit;

import io.otter.common.model.ServerAddress;
import io.otter.manager.text.OneLine;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends lines of the audit log as messages of RFC 5424: over UDP one a packet, over TCP each after its length (RFC 6587). A
 * server that is away is tried again, while at most {@value #MOST} lines wait; what is more is counted in the log. Thread-safe.
 */
final class Syslog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Syslog.class);
    private static final int MOST = 10_000;
    private static final int LONGEST = 8_000;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final long PAUSE_MILLIS = 1_000;
    /** Log audit (13), notice (5); log audit, warning (4) for what was refused or failed. */
    private static final int NOTICE = 13 * 8 + 5;

    private static final int WARNING = 13 * 8 + 4;

    private final ServerAddress address;
    private final boolean tcp;
    private final String host;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MOST);
    private final AtomicLong lost = new AtomicLong();
    private final Thread sender;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Socket connection;

    Syslog(ServerAddress address, boolean tcp) {
        this.address = address;
        this.tcp = tcp;
        host = ownName();
        sender = new Thread(this::run, "audit-syslog");
        sender.setDaemon(true);
        sender.start();
    }

    void send(AuditExport.Line line) {
        if (!waiting.offer(message(line)) && lost.getAndIncrement() == 0) {
            log.warn("syslog at {} does not take the audit log; lines are being lost for it", address);
        }
    }

    byte[] message(AuditExport.Line line) {
        boolean bad = line.outcome().startsWith("REFUSED") || line.outcome().startsWith("FAILED");
        String text = "<" + (bad ? WARNING : NOTICE) + ">1 " + line.at() + " " + host + " otter-manager "
                + ProcessHandle.current().pid() + " audit [audit@0 id=\"" + line.id() + "\" user=\""
                + value(line.user())
                + "\" address=\"" + value(line.address()) + "\" outcome=\"" + value(line.outcome()) + "\"] \uFEFF"
                + OneLine.of((line.action() + " " + line.detail()).strip());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, LONGEST);
        while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--; // within a character
        }
        return Arrays.copyOf(bytes, end);
    }

    private static String value(String text) {
        return OneLine.of(text).replaceAll("([\\\\\"\\]])", "\\\\$1");
    }

    private void run() {
        try {
            while (ended.getCount() > 0 || !waiting.isEmpty()) {
                byte[] message = waiting.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                if (message != null) {
                    deliver(message);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    private void deliver(byte[] message) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                transmit(message);
                long missed = lost.getAndSet(0);
                if (missed > 0) {
                    log.warn("syslog at {} takes the audit log again; {} lines were lost for it", address, missed);
                }
                return;
            } catch (IOException e) {
                disconnect();
                if (!told) {
                    log.warn("syslog at {} does not take the audit log, trying again: {}", address, e.toString());
                    told = true;
                }
                if (ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    private void transmit(byte[] message) throws IOException {
        InetSocketAddress to = new InetSocketAddress(address.host(), address.port());
        if (!tcp) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(message, message.length, to));
            }
            return;
        }
        Socket present = connection;
        // A server never answers: its end of the stream means that it has closed.
        if (present == null || present.isClosed() || present.getInputStream().available() < 0) {
            present = new Socket();
            connection = present;
            present.connect(to, TIMEOUT_MILLIS);
            present.setSoTimeout(TIMEOUT_MILLIS);
        }
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = Arrays.copyOf(length, length.length + message.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        present.getOutputStream().write(frame);
    }

    private void disconnect() {
        Socket gone = connection;
        connection = null;
        if (gone == null) {
            return;
        }
        try {
            gone.close();
        } catch (IOException e) {
            log.debug("a connection to syslog was not closed in order", e);
        }
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^!-~]", "-");
        } catch (IOException e) {
            return "-";
        }
    }

    /** Sends what waits, for a moment. */
    @Override
    public void close() {
        ended.countDown();
        try {
            sender.join(2 * PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.interrupt();
    }
}
