package io.otter.database;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client certificates of this process, in files of one directory, so that keys leave no host: {@code NAME.p12}, or
 * {@code NAME.pem} with the chain and {@code NAME.key} with its key. A changed file counts for the next connection. Thread-safe.
 */
public final class ClientCertificates {
    /** No process without the directory has any. */
    public static final ClientCertificates NONE = new ClientCertificates(Optional.empty(), Optional.empty());

    private static final String DIRECTORY = "otter.database.certificates";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----\\s*");

    private final Optional<Path> directory;
    private final char[] password;

    @GuardedBy("this")
    private final Map<String, Known> known = new HashMap<>();

    private record Known(String version, ClientCertificate certificate) {}

    /** @param password of the PKCS12 files */
    public ClientCertificates(Optional<Path> directory, Optional<String> password) {
        this.directory = directory;
        this.password = password.orElse("").toCharArray();
    }

    /** @throws OtterException if the directory is not there */
    public static ClientCertificates from(ConfigurationFile configuration) {
        Optional<Path> directory = configuration.find(DIRECTORY).map(Path::of);
        directory.filter(path -> !Files.isDirectory(path)).ifPresent(path -> {
            throw new OtterException(ErrorCode.CONFIGURATION, DIRECTORY + ": " + path + " is not a directory.");
        });
        return new ClientCertificates(directory, configuration.find(DIRECTORY + ".password"));
    }

    /** Whether it may name a certificate: nothing that leads out of the directory. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** @throws OtterException DATABASE_TLS if this process has no usable certificate of that name */
    public synchronized ClientCertificate get(String name) {
        Path in = directory.orElseThrow(() -> missing(name, DIRECTORY + " is not set here", null));
        Path store = in.resolve(name + ".p12");
        Path chain = in.resolve(name + ".pem");
        Path key = in.resolve(name + ".key");
        try {
            String version = modified(store) + " " + modified(chain) + " " + modified(key);
            Known before = known.get(name);
            if (before != null && before.version().equals(version)) {
                return before.certificate();
            }
            ClientCertificate read = Files.exists(store) ? stored(store) : pem(chain, key);
            if (before != null) {
                before.certificate().forget();
            }
            known.put(name, new Known(version, read));
            return read;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw missing(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static OtterException missing(String name, String why, @Nullable Exception cause) {
        String text = "the client certificate " + name + " cannot be used: " + why + ".";
        return cause == null
                ? new OtterException(ErrorCode.DATABASE_TLS, text)
                : new OtterException(ErrorCode.DATABASE_TLS, text, cause);
    }

    private ClientCertificate stored(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(ClientCertificate.TYPE);
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        for (String alias : Collections.list(store.aliases())) {
            Key key = store.getKey(alias, password);
            if (key instanceof PrivateKey own) {
                return new ClientCertificate(store.getCertificateChain(alias), own);
            }
        }
        throw new IllegalArgumentException(file + " has no key");
    }

    private static ClientCertificate pem(Path chain, Path key) throws IOException, GeneralSecurityException {
        List<? extends Certificate> certificates =
                TrustedCertificates.parse(Files.readString(chain)).all();
        Matcher found = KEY.matcher(Files.readString(key).strip());
        if (!found.matches()) {
            throw new IllegalArgumentException(key + " is not a key in PEM (PKCS8) without a password");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
        String algorithm = certificates.get(0).getPublicKey().getAlgorithm();
        return new ClientCertificate(
                certificates.toArray(Certificate[]::new),
                KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    }

    private static String modified(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) + "/" + Files.size(file) : "";
    }
}
