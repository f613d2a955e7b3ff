package io.otter.testsupport.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and a server's certificate signed by it, made by the JDK's keytool. */
public final class TestCertificates {
    /** Of all stores. */
    public static final String PASSWORD = "changeit";

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    /** @param names that the server's certificate is for, as keytool takes them, like {@code IP:127.0.0.1} */
    public static TestCertificates make(Path directory, String names) {
        TestCertificates made = new TestCertificates(directory);
        made.keytool("ca", "-genkeypair", "-alias", "key", "-dname", "CN=Test CA", "-ext", "bc:c");
        made.write("ca.pem", pem("CERTIFICATE", made.certificate("ca")));
        made.issue("server", names, "server.crt", "server-key.pem");
        made.keytool(
                "trust",
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                directory.resolve("ca.pem").toString());
        made.keytool(
                "served",
                "-importkeystore",
                "-noprompt",
                "-srcstorepass",
                PASSWORD,
                "-srckeystore",
                directory.resolve("server-self-signed.p12").toString());
        made.importToServed("ca", "ca.pem");
        made.importToServed("key", "server.crt");
        return made;
    }

    private void importToServed(String alias, String certificate) {
        keytool(
                "served",
                "-importcert",
                "-noprompt",
                "-alias",
                alias,
                "-file",
                directory.resolve(certificate).toString());
    }

    /** Makes a client's certificate, signed by the authority: {@code NAME.pem} and {@code NAME.key} in the directory. */
    public void issueClient(String name) {
        issue(name, "DNS:" + name, name + ".pem", name + ".key");
    }

    private void issue(String name, String names, String certificate, String key) {
        Path request = directory.resolve(name + ".csr");
        keytool(name, "-genkeypair", "-alias", "key", "-dname", "CN=" + name);
        keytool(name, "-certreq", "-alias", "key", "-file", request.toString());
        keytool(
                "ca",
                "-gencert",
                "-alias",
                "key",
                "-infile",
                request.toString(),
                "-outfile",
                directory.resolve(certificate).toString(),
                "-rfc",
                "-ext",
                "san=" + names);
        write(key, pem("PRIVATE KEY", key(name)));
        try {
            Files.move(file(name), directory.resolve(name + "-self-signed.p12"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The authority's certificate in PEM. */
    public String authority() {
        try {
            return Files.readString(directory.resolve("ca.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PKCS12 with the authority. */
    public Path trustStore() {
        return file("trust");
    }

    /** PKCS12 with the server's certificate and key. */
    public Path serverStore() {
        return file("served");
    }

    /** Trusts what the authority has signed, and nothing else. */
    public SSLContext trusting() {
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(trustStore())) {
                authorities.load(in, PASSWORD.toCharArray());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no trust in the authority", e);
        }
    }

    /** What makes a MySQL or MariaDB server use the certificate. */
    public List<String> serverOptions(String server) {
        return List.of(
                server.startsWith("mariadb") ? "--ssl=ON" : "--loose-ssl=ON",
                "--ssl-ca=" + directory.resolve("ca.pem"),
                "--ssl-cert=" + directory.resolve("server.crt"),
                "--ssl-key=" + directory.resolve("server-key.pem"));
    }

    private void keytool(String store, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file(store).toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        if (command.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private byte[] certificate(String store) {
        try {
            Certificate certificate = open(store).getCertificate("key");
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] key(String store) {
        try {
            return open(store).getKey("key", PASSWORD.toCharArray()).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore open(String store) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file(store))) {
            KeyStore opened = KeyStore.getInstance("PKCS12");
            opened.load(in, PASSWORD.toCharArray());
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String store) {
        return directory.resolve(store + ".p12");
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }
}
