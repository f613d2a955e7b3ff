package io.otter.database;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A certificate with its key, by which a database server knows who connects. Thread-safe. */
public final class ClientCertificate {
    static final String TYPE = "PKCS12";
    private static final int PASSWORD_BITS = 130;

    private final KeyStore store;
    private final String password = new BigInteger(PASSWORD_BITS, new SecureRandom()).toString(32);
    private final Path file;

    /** @param chain own certificate first */
    ClientCertificate(Certificate[] chain, PrivateKey key) throws IOException, GeneralSecurityException {
        store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        store.setKeyEntry("client", key, password.toCharArray(), chain);
        // The drivers take a file and nothing else; only this user can read it.
        file = Files.createTempFile("otter-client", ".p12");
        file.toFile().deleteOnExit();
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
    }

    public KeyManager[] keyManagers() {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password.toCharArray());
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot use a certificate: " + e.getMessage(), e);
        }
    }

    Path file() {
        return file;
    }

    /** Of the file and of the key in it. */
    String password() {
        return password;
    }

    /** Removes the file; what has the key in memory goes on. */
    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
