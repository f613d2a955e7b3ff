package io.otter.manager.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.parameter.SystemParameters;
import io.otter.manager.parameter.SystemParameters.Mail;
import io.otter.manager.parameter.SystemParameters.Security;
import io.otter.manager.parameter.SystemParameters.Webhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails over TLS, and the error for a server with the wrong certificate. */
class MailOverTlsTest {
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final String CREDENTIALS =
            Base64.getEncoder().encodeToString("otter\0otter\0mail-password".getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path directory;

    private static TlsCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TlsCertificate.of(directory, "ip:127.0.0.1");
    }

    @Test
    void mailsGoOverTls() throws Exception {
        try (TlsMailServer server = new TlsMailServer(TlsMailServer.Way.TLS, certificate.server())) {
            tell(server, Security.TLS, certificate.client());
            assertThat(server.encrypted())
                    .contains("AUTH PLAIN " + CREDENTIALS, "RCPT TO:<ops@example.com>")
                    .anyMatch(line -> line.contains("rows arrive late"));
        }
    }

    @Test
    void anAddressThatIsGoneDoesNotKeepTheOthersFromBeingTold() throws Exception {
        try (TlsMailServer server = new TlsMailServer(TlsMailServer.Way.TLS, certificate.server())) {
            tell(server, Security.TLS, certificate.client(), "gone@example.com", "ops@example.com");
            assertThat(server.encrypted())
                    .contains("RCPT TO:<ops@example.com>", "DATA")
                    .anyMatch(line -> line.contains("rows arrive late"));
            assertThatThrownBy(() -> tell(server, Security.TLS, certificate.client(), "gone@example.com"))
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void nothingButTheGreetingIsSaidBeforeStartTls() throws Exception {
        try (TlsMailServer server = new TlsMailServer(TlsMailServer.Way.STARTTLS, certificate.server())) {
            tell(server, Security.STARTTLS, certificate.client());
            assertThat(server.plain()).hasSize(2).first().asString().startsWith("EHLO");
            assertThat(server.plain().get(1)).isEqualTo("STARTTLS");
            assertThat(server.encrypted())
                    .contains("AUTH PLAIN " + CREDENTIALS, "RCPT TO:<ops@example.com>")
                    .anyMatch(line -> line.contains("rows arrive late"));
        }
    }

    @Test
    void anUntrustedCertificateIsReportedAndNothingIsSent() throws Exception {
        SSLContext strangers = TlsCertificate.of(directory, "dns:stranger").client();
        for (Security security : List.of(Security.TLS, Security.STARTTLS)) {
            try (TlsMailServer server =
                    new TlsMailServer(TlsMailServer.Way.valueOf(security.name()), certificate.server())) {
                assertRefused(server, security, strangers)
                        .hasMessageContaining("mail server 127.0.0.1:" + server.port()
                                + ": its certificate was not accepted: unable to find valid certification path")
                        .hasMessageContaining("truststore");
                assertThat(server.plain()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
                assertThat(server.encrypted()).isEmpty();
            }
        }
    }

    @Test
    void aCertificateOfAnotherServerIsRefused() throws Exception {
        TlsCertificate others = TlsCertificate.of(directory, "dns:mail.example.com");
        for (Security security : List.of(Security.TLS, Security.STARTTLS)) {
            try (TlsMailServer server =
                    new TlsMailServer(TlsMailServer.Way.valueOf(security.name()), others.server())) {
                assertRefused(server, security, others.client())
                        .hasMessageContaining("its certificate was not accepted: No subject alternative names");
                assertThat(server.encrypted()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
            }
        }
    }

    @Test
    void aServerWithoutStartTlsGetsNoMail() throws Exception {
        try (TlsMailServer server = new TlsMailServer(TlsMailServer.Way.NONE, certificate.server())) {
            assertRefused(server, Security.STARTTLS, certificate.client()).hasMessageContaining("STARTTLS");
            assertThat(server.plain()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            TlsMailServer server, Security security, SSLContext trust) {
        return assertThatThrownBy(() -> tell(server, security, trust))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALARM_UNDELIVERED))
                .hasMessageNotContaining("mail-password");
    }

    private static void tell(TlsMailServer server, Security security, SSLContext trust) {
        tell(server, security, trust, "ops@example.com");
    }

    private static void tell(TlsMailServer server, Security security, SSLContext trust, String... addresses) {
        Mail mail = new Mail(
                "127.0.0.1",
                server.port(),
                security,
                "otter",
                KEY.encrypt("mail-password", PasswordPlace.mail("127.0.0.1", server.port(), "otter")),
                "otter@example.com");
        SystemParameters parameters = new SystemParameters(
                "ops", Map.of("ops", List.of(addresses)), mail, new Webhook("", Secret.NONE), List.of(), 1_800, 30);
        new MailCourier(KEY, trust.getSocketFactory())
                .tell(
                        List.of(new Notice(
                                7,
                                Notice.State.RAISED,
                                AlarmKind.DELAYTIME,
                                "shop",
                                "one-way",
                                Instant.parse("2026-01-01T00:00:00Z"),
                                "rows arrive late",
                                "",
                                "")),
                        parameters);
    }
}
