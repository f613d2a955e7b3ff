package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mutual TLS by files. They are read again when they change, for connections made from then on; while what is there
 * cannot be used, the last that could is. Thread-safe.
 */
final class Tls {
    private static final Logger log = LoggerFactory.getLogger(Tls.class);
    private static final String CERTIFICATE = "otter.communication.certificate";
    private static final String KEY = "otter.communication.certificateKey";
    private static final String PASSWORD = "otter.communication.certificatePassword";
    private static final String TRUSTED = "otter.communication.trustedCertificates";
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final int DNS_NAME = 2;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long HANDSHAKE_SECONDS = 5;

    private final Path certificate;
    private final Optional<Path> key;
    private final @Nullable String password;
    private final Path trusted;

    @GuardedBy("this")
    private Contexts contexts;

    @GuardedBy("this")
    private String version;

    @GuardedBy("this")
    private long lookedNanos = System.nanoTime();

    /**
     * @param certificate PEM with the chain, own certificate first, or PKCS12 with chain and key
     * @param key PEM in PKCS8; empty for PKCS12
     * @param trusted PEM of who vouches for peers
     * @throws OtterException with CONFIGURATION, naming what cannot be used
     */
    Tls(Path certificate, Optional<Path> key, Optional<String> password, Path trusted) {
        this.certificate = certificate;
        this.key = key;
        this.password = password.orElse(null);
        this.trusted = trusted;
        try {
            version = modified();
            contexts = load();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    CERTIFICATE + ": " + certificate + " with " + TRUSTED + ": " + trusted + " cannot be used: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    /** Empty if no certificate is configured. */
    static Optional<Tls> from(ConfigurationFile configuration) {
        Optional<String> certificate = configuration.find(CERTIFICATE);
        if (certificate.isEmpty()) {
            if (configuration.find(TRUSTED).isPresent()
                    || configuration.find(KEY).isPresent()) {
                throw new OtterException(
                        ErrorCode.CONFIGURATION, CERTIFICATE + " is not set, which makes TLS of its neighbours.");
            }
            return Optional.empty();
        }
        return Optional.of(new Tls(
                Path.of(certificate.get()),
                configuration.find(KEY).map(Path::of),
                configuration.find(PASSWORD),
                Path.of(configuration.text(TRUSTED))));
    }

    SslHandler server(ByteBufAllocator allocator) {
        return limited(current().server().newHandler(allocator));
    }

    SslHandler client(ByteBufAllocator allocator, String host, int port) {
        return limited(current().client().newHandler(allocator, host, port));
    }

    /** Whether the peer's certificate is for the process with this number. */
    static boolean proves(SslHandler handler, int nid) {
        String wanted = Credentials.certificateName(nid);
        try {
            Certificate peer = handler.engine().getSession().getPeerCertificates()[0];
            return peer instanceof X509Certificate known
                    && names(known).stream()
                            .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(wanted));
        } catch (SSLException | CertificateParsingException | InvalidNameException e) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate)
            throws CertificateParsingException, InvalidNameException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        List<String> names = alternatives == null
                ? List.of()
                : alternatives.stream()
                        .filter(name -> Objects.equals(name.get(0), DNS_NAME))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
        return names.isEmpty()
                ? new LdapName(certificate.getSubjectX500Principal().getName())
                        .getRdns().stream()
                                .filter(part -> part.getType().equalsIgnoreCase("CN"))
                                .map(part -> String.valueOf(part.getValue()))
                                .toList()
                : names;
    }

    private static SslHandler limited(SslHandler handler) {
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        return handler;
    }

    private synchronized Contexts current() {
        long now = System.nanoTime();
        if (now - lookedNanos > LOOK_NANOS) {
            lookedNanos = now;
            String found = modified();
            if (!found.equals(version)) {
                version = found;
                try {
                    contexts = load();
                    log.info("{} was read again", certificate);
                } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                    log.error("{} cannot be used, so the one before stays: {}", certificate, e.getMessage());
                }
            }
        }
        return contexts;
    }

    private String modified() {
        return modified(certificate) + " " + key.map(Tls::modified).orElse("") + " " + modified(trusted);
    }

    private static String modified(Path file) {
        try {
            return Files.getLastModifiedTime(file) + "/" + Files.size(file);
        } catch (IOException e) {
            return "missing";
        }
    }

    private Contexts load() throws IOException, GeneralSecurityException {
        SslContextBuilder server;
        SslContextBuilder client = SslContextBuilder.forClient();
        if (key.isPresent()) {
            server = SslContextBuilder.forServer(certificate.toFile(), key.get().toFile(), password);
            client.keyManager(certificate.toFile(), key.get().toFile(), password);
        } else {
            char[] secret = password == null ? new char[0] : password.toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(certificate)) {
                store.load(in, secret);
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, secret);
            server = SslContextBuilder.forServer(keys);
            client.keyManager(keys);
        }
        // A node is who its certificate says it is, wherever it runs: see proves.
        return new Contexts(
                server.sslProvider(SslProvider.JDK)
                        .trustManager(trusted.toFile())
                        .clientAuth(ClientAuth.REQUIRE)
                        .protocols(VERSIONS)
                        .build(),
                client.sslProvider(SslProvider.JDK)
                        .trustManager(trusted.toFile())
                        .endpointIdentificationAlgorithm(null)
                        .protocols(VERSIONS)
                        .build());
    }

    private record Contexts(SslContext server, SslContext client) {}
}
