package io.otter.manager.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where alarms are not sent, and what a receiver may answer. */
class AlarmAddressTest {
    /** Metadata services, each as it is and behind a name or an IPv6 address that leads there. */
    @ParameterizedTest
    @CsvSource({
        "hooks.example.com, 169.254.169.254",
        "169.254.169.254, 169.254.169.254",
        "hooks.example.com, fe80::1",
        "hooks.example.com, fd00:ec2::254",
        "hooks.example.com, ::ffff:169.254.169.254",
        "hooks.example.com, 64:ff9b::a9fe:a9fe",
        "hooks.example.com, 2002:a9fe:a9fe::1",
        "hooks.example.com, ::a9fe:a9fe",
        "hooks.example.com, 100.100.100.200",
        "hooks.example.com, 64:ff9b::6464:64c8",
        "hooks.example.com, 192.0.0.192",
        "hooks.example.com, 168.63.129.16",
        "hooks.example.com, 0.0.0.0",
        "0, 0.0.0.0",
        "hooks.example.com, ::",
        "hooks.example.com, 224.0.0.1",
        "hooks.example.com, ff02::1",
        "hooks.example.com, 127.0.0.1",
        "hooks.example.com, ::1",
        "hooks.example.com, ::ffff:127.0.0.1",
        "localhost.example.com, 127.0.0.1",
        "127.0.0.1.example.com, 127.0.0.1",
        "2130706433, 127.0.0.1"
    })
    void credentialsOfTheHostAreOutOfReach(String host, String address) throws IOException {
        InetAddress found = InetAddress.getByName(address);
        assertThatThrownBy(() -> AlarmAddress.checked(host, host, InetAddress.getByName("203.0.113.7"), found))
                .asInstanceOf(type(OtterException.class))
                .extracting(OtterException::code)
                .isEqualTo(ErrorCode.ALARM_UNDELIVERED);
    }

    @ParameterizedTest
    @CsvSource({
        "hooks.example.com, 203.0.113.7",
        "hooks.example.com, 2001:db8::1",
        "relay, 10.0.0.5",
        "relay, fd12:3456::5",
        "localhost, 127.0.0.1",
        "LOCALHOST, ::1",
        "127.0.0.2, 127.0.0.2",
        "[::1], ::1"
    })
    void othersAreNot(String host, String address) throws IOException {
        assertThat(AlarmAddress.checked(host, host, InetAddress.getByName(address)))
                .hasSize(1);
    }

    @Test
    void theAnswerIsReadToItsEndAndNoFurther() throws Exception {
        assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokrest")).isEqualTo("200 ok");
        assertThat(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n3\r\n!!!\r\n0\r\n\r\n"))
                .isEqualTo("200 ok!!!");
        assertThat(answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"))
                .isEqualTo("204 ");
        assertThat(answer("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"))
                .isEqualTo("302 ");
        assertThat(answer("HTTP/1.0 500 Oops\r\n\r\nuntil the end")).isEqualTo("500 until the end");
        assertThat(answer("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(400_000)).length())
                .isLessThan(300_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "220 mail.example.com ESMTP\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"
            })
    void whatIsNoAnswerIsAFault(String said) {
        assertThatThrownBy(() -> answer(said)).isInstanceOf(IOException.class);
    }

    private static String answer(String said) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                AlarmPost post = new AlarmPost()) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> serve(server, said));
            AlarmPost.Answer answer = post.send(
                    URI.create("http://127.0.0.1:" + server.getLocalPort() + "/a%20b?token=1"),
                    Map.of("X-Test", "yes"),
                    "body".getBytes(StandardCharsets.UTF_8));
            assertThat(heard.join())
                    .startsWith("POST /a%20b?token=1 HTTP/1.1\r\n")
                    .contains("X-Test: yes", "\r\n\r\nbody");
            return answer.status() + " " + answer.body();
        }
    }

    private static String serve(ServerSocket server, String said) {
        try (Socket client = server.accept()) {
            StringBuilder heard = new StringBuilder();
            while (!heard.toString().endsWith("body")) {
                heard.append((char) client.getInputStream().read());
            }
            client.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            return heard.toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
