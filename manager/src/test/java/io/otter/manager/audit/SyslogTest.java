package io.otter.manager.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ServerAddress;
import io.otter.testsupport.network.FreePorts;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SyslogTest {
    private static final AuditExport.Line LINE = new AuditExport.Line(
            Instant.parse("2026-01-02T03:04:05.678Z"),
            7,
            "o\"]scar\n",
            "10.0.0.1",
            "stop channel 商店\r\n<13>1 forged",
            "",
            "REFUSED FORBIDDEN");

    @Test
    void eachLineIsOneMessageOverUdp() throws Exception {
        try (DatagramSocket sink = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Syslog syslog = new Syslog(new ServerAddress("127.0.0.1", sink.getLocalPort()), false)) {
            sink.setSoTimeout(10_000);
            syslog.send(LINE);
            DatagramPacket packet = new DatagramPacket(new byte[9_000], 9_000);
            sink.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .startsWith("<108>1 2026-01-02T03:04:05.678Z ")
                    .contains(" otter-manager ", " audit [audit@0 id=\"7\" user=\"o\\\"\\]scar \" address=\"10.0.0.1\"")
                    .contains("outcome=\"REFUSED FORBIDDEN\"] \uFEFFstop channel 商店 <13>1 forged")
                    .doesNotContain("\n");
        }
    }

    @Test
    void overTcpEachFollowsItsLengthAndWaitsForAServerThatIsAway() throws Exception {
        int port = FreePorts.pick();
        try (Syslog syslog = new Syslog(new ServerAddress("127.0.0.1", port), true)) {
            syslog.send(LINE);
            syslog.send(LINE);
            try (ServerSocket sink = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    Socket connection = sink.accept()) {
                connection.setSoTimeout(10_000);
                InputStream in = connection.getInputStream();
                for (int i = 0; i < 2; i++) {
                    int length = 0;
                    for (int c = in.read(); c != ' '; c = in.read()) {
                        length = length * 10 + c - '0';
                    }
                    assertThat(new String(in.readNBytes(length), StandardCharsets.UTF_8))
                            .startsWith("<108>1 ")
                            .endsWith("forged");
                }
            }
        }
    }
}
