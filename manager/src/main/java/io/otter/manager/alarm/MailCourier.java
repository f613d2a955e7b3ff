package io.otter.manager.alarm;

import io.otter.common.error.ErrorCode;
import io.otter.common.secret.SecretKey;
import io.otter.manager.parameter.SystemParameters;
import io.otter.manager.parameter.SystemParameters.Mail;
import io.otter.manager.parameter.SystemParameters.Security;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Mails notices: one message per list of receivers. Notices without receivers are not mailed. An address that the server refuses
 * keeps no other one from being told.
 */
@Component
final class MailCourier implements Courier {
    private static final Logger log = LoggerFactory.getLogger(MailCourier.class);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String TIMEOUT_MILLIS = Long.toString(LIMIT.toMillis());

    private final SecretKey key;
    private final SSLSocketFactory tls;

    @Autowired
    MailCourier(SecretKey key) {
        this(key, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param tls determines which certificates are trusted */
    MailCourier(SecretKey key, SSLSocketFactory tls) {
        this.key = key;
        this.tls = tls;
    }

    @Override
    public Way way() {
        return Way.MAIL;
    }

    @Override
    public boolean isOn(SystemParameters parameters) {
        return parameters.mail().isOn();
    }

    @Override
    public void tell(List<Notice> notices, SystemParameters parameters) {
        Map<List<String>, List<Notice>> byAddresses = notices.stream()
                .collect(Collectors.groupingBy(
                        notice -> parameters.addresses(notice.receiver()), LinkedHashMap::new, Collectors.toList()));
        byAddresses.remove(List.of());
        if (byAddresses.isEmpty()) {
            return;
        }
        Mail mail = parameters.mail();
        String server = mail.host() + ":" + mail.port();
        Session session = Session.getInstance(properties(mail), logIn(mail));
        try (Socket socket = connect(mail, server);
                SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            transport.connect(socket);
            boolean told = false;
            SendFailedException refused = null;
            for (Map.Entry<List<String>, List<Notice>> entry : byAddresses.entrySet()) {
                MimeMessage message = message(session, mail, entry.getKey(), entry.getValue());
                try {
                    transport.sendMessage(message, message.getAllRecipients());
                    told = true;
                } catch (SendFailedException e) {
                    log.warn("the mail server {} does not take alarms for {}: {}", server, refused(e), said(e));
                    told |= e.getValidSentAddresses() != null && e.getValidSentAddresses().length > 0;
                    refused = e;
                }
            }
            if (!told && refused != null) {
                throw refused;
            }
        } catch (MessagingException e) {
            throw new RefusedException(ErrorCode.ALARM_UNDELIVERED, why(server, e), e);
        } catch (UnknownHostException e) {
            throw new RefusedException(
                    ErrorCode.ALARM_UNDELIVERED, Refusal.MAIL_SERVER_SAYS.with(server, "unknown host"), e);
        } catch (IOException e) {
            throw new RefusedException(ErrorCode.ALARM_UNDELIVERED, why(server, e), e);
        }
    }

    /** What the server answered to the address, not to what came last. */
    private static String said(SendFailedException fault) {
        Exception of = fault.getNextException();
        return String.valueOf((of == null ? fault : of).getMessage()).strip();
    }

    private static String refused(SendFailedException fault) {
        return Stream.of(fault.getInvalidAddresses(), fault.getValidUnsentAddresses())
                .filter(Objects::nonNull)
                .flatMap(Arrays::stream)
                .map(Address::toString)
                .collect(Collectors.joining(", "));
    }

    /** To the address that was checked, which the mail library would look up anew. */
    private Socket connect(Mail mail, String server) throws IOException {
        Socket socket = AlarmAddress.connect(mail.host(), mail.port(), server, LIMIT);
        return mail.security() == Security.TLS ? AlarmAddress.secured(socket, mail.host(), tls) : socket;
    }

    private @Nullable Authenticator logIn(Mail mail) {
        if (mail.username().isEmpty()) {
            return null;
        }
        PasswordAuthentication known = new PasswordAuthentication(
                mail.username(), key.decrypt("the mail server", mail.password(), mail.place()));
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return known;
            }
        };
    }

    private static Refused why(String server, Exception fault) {
        boolean certificate = false;
        Throwable last = fault;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            certificate |= cause instanceof CertificateException;
            last = cause;
        }
        return certificate
                ? Refusal.MAIL_CERTIFICATE.with(server, String.valueOf(last.getMessage()))
                : Refusal.MAIL_SERVER_SAYS.with(server, String.valueOf(fault.getMessage()));
    }

    private Properties properties(Mail mail) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", mail.host());
        properties.put("mail.smtp.port", Integer.toString(mail.port()));
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.auth", Boolean.toString(!mail.username().isEmpty()));
        properties.put("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.starttls.enable", Boolean.toString(mail.security() == Security.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(mail.security() == Security.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls);
        properties.put("mail.smtp.socketFactory.fallback", "false");
        return properties;
    }

    private static MimeMessage message(Session session, Mail mail, List<String> addresses, List<Notice> notices)
            throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(mail.from()));
        for (String address : addresses) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(address));
        }
        message.setSubject(subject(notices), StandardCharsets.UTF_8.name());
        message.setText(
                notices.stream().map(Notice::line).collect(Collectors.joining("\r\n", "", "\r\n")),
                StandardCharsets.UTF_8.name());
        message.setSentDate(new Date());
        return message;
    }

    private static String subject(List<Notice> notices) {
        if (notices.size() == 1) {
            Notice notice = notices.get(0);
            return "[otter] " + notice.state() + " " + notice.kind() + ": " + notice.channel() + " / "
                    + notice.pipeline();
        }
        long recovered = notices.stream()
                .filter(notice -> notice.state() == Notice.State.RECOVERED)
                .count();
        long active = notices.size() - recovered;
        return "[otter] " + active + (active == 1 ? " alarm, " : " alarms, ") + recovered + " recovered";
    }
}
