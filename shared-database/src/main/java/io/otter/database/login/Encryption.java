package io.otter.database.login;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.database.ClientCertificates;
import io.otter.database.ConnectionOptions;
import io.otter.database.ServerInfo;
import io.otter.database.SslMode;
import io.otter.database.TrustedCertificates;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.mariadb.jdbc.client.tls.MariaDbX509TrustingManager;

/** TLS for one connection, as a source's options say. */
record Encryption(ServerAddress address, ConnectionOptions options, ClientCertificates certificates) {
    /**
     * Whether to encrypt the connection to the server that greets so.
     *
     * @throws OtterException DATABASE_TLS if the options demand it and the server has none
     */
    boolean isWanted(Greeting greeting) {
        return switch (options.sslMode()) {
            case DISABLED -> false;
            case PREFERRED -> greeting.offersTls() && offersPresentVersions(greeting.version());
            default -> {
                if (!greeting.offersTls()) {
                    throw new OtterException(
                            ErrorCode.DATABASE_TLS,
                            address + ": sslMode is " + options.sslMode() + ", and the server offers no TLS.");
                }
                yield true;
            }
        };
    }

    /** MySQL 5.x offers TLS versions that current JVMs refuse. */
    private static boolean offersPresentVersions(String version) {
        ServerInfo server = ServerInfo.parse(version);
        return server.isMariaDb() || server.atLeast(8, 0);
    }

    /** The socket's other end must expect a handshake now. */
    Socket over(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own(), trust(), null);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, address.host(), address.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            if (!options.tlsVersions().isEmpty()) {
                parameters.setProtocols(options.tlsVersions().toArray(String[]::new));
            }
            if (options.sslMode() == SslMode.VERIFY_IDENTITY) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (SSLHandshakeException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                throw e; // the server went away
            }
            throw new OtterException(
                    ErrorCode.DATABASE_TLS,
                    address + ": sslMode is " + options.sslMode() + ", and the server did not pass: " + e.getMessage()
                            + ".",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS: " + e.getMessage(), e);
        }
    }

    /** Null without a client certificate. */
    private KeyManager @org.jspecify.annotations.Nullable [] own() {
        return options.clientCertificate()
                .map(name -> certificates.get(name).keyManagers())
                .orElse(null);
    }

    /** Null for the JVM's. */
    private TrustManager @org.jspecify.annotations.Nullable [] trust() throws GeneralSecurityException {
        if (!options.sslMode().verifies()) {
            return new TrustManager[] {new MariaDbX509TrustingManager()};
        }
        if (options.trustedCertificates().isEmpty()) {
            return null;
        }
        TrustedCertificates trusted = options.trustedCertificates().get();
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted.keyStore());
        return factory.getTrustManagers();
    }
}
