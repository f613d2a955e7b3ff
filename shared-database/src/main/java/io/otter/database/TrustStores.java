package io.otter.database;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Certificates in files, for MySQL's driver, which takes them from nowhere else. Thread-safe. */
final class TrustStores {
    static final String TYPE = "PKCS12";
    /** The format needs one; what is in the files is public. */
    static final String PASSWORD = "public";

    private final Map<TrustedCertificates, URI> files = new ConcurrentHashMap<>();

    /** A file that lives as long as the process. */
    URI fileOf(TrustedCertificates certificates) {
        return files.computeIfAbsent(certificates, TrustStores::write);
    }

    private static URI write(TrustedCertificates certificates) {
        try {
            Path file = Files.createTempFile("otter-trust", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                certificates.keyStore().store(out, PASSWORD.toCharArray());
            }
            return file.toUri();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot store certificates: " + e.getMessage(), e);
        }
    }
}
