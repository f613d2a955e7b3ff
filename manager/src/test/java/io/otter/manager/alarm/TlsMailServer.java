package io.otter.manager.alarm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server with TLS from the first byte on, or with STARTTLS, which records what it receives. */
final class TlsMailServer implements AutoCloseable {
    enum Way {
        TLS,
        STARTTLS,
        /** No encryption. */
        NONE
    }

    private final Way way;
    private final SSLContext certificate;
    private final ServerSocket listening;
    private final List<String> plain = new CopyOnWriteArrayList<>();
    private final List<String> encrypted = new CopyOnWriteArrayList<>();

    TlsMailServer(Way way, SSLContext certificate) throws IOException {
        this.way = way;
        this.certificate = certificate;
        InetAddress here = InetAddress.getLoopbackAddress();
        listening = way == Way.TLS
                ? certificate.getServerSocketFactory().createServerSocket(0, 5, here)
                : new ServerSocket(0, 5, here);
        Thread thread = new Thread(this::serve, "mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Lines received in clear text. */
    List<String> plain() {
        return plain;
    }

    /** Lines received encrypted. */
    List<String> encrypted() {
        return encrypted;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                say(socket, "220 ready");
                talk(socket, way == Way.TLS ? encrypted : plain);
            } catch (IOException e) {
                // The other side disconnected, or we are closed; the test sees what was received until then.
            }
        }
    }

    private void talk(Socket socket, List<String> heard) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        boolean data = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heard.add(line);
            if (data) {
                if (line.equals(".")) {
                    data = false;
                    say(socket, "250 taken");
                }
                continue;
            }
            String command = line.split(" ", 2)[0];
            switch (command) {
                case "EHLO" -> {
                    boolean offered = way == Way.STARTTLS && heard == plain;
                    say(socket, offered ? "250-here\r\n250 STARTTLS" : "250-here\r\n250 AUTH PLAIN");
                }
                case "STARTTLS" -> {
                    say(socket, "220 go on");
                    SSLSocket safe = (SSLSocket) certificate.getSocketFactory().createSocket(socket, null, true);
                    safe.setUseClientMode(false);
                    safe.startHandshake();
                    talk(safe, encrypted);
                    return;
                }
                case "RCPT" -> say(socket, line.contains("gone@") ? "550 nobody of this name" : "250 fine");
                case "AUTH" -> say(socket, "235 welcome");
                case "DATA" -> {
                    data = true;
                    say(socket, "354 go on");
                }
                case "QUIT" -> {
                    say(socket, "221 bye");
                    return;
                }
                default -> say(socket, "250 fine");
            }
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }
}
