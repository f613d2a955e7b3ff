package io.otter.database;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates of authorities, or of servers, that a source's connections trust instead of the JVM's. Immutable. */
public final class TrustedCertificates {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

    private final List<X509Certificate> certificates;

    private TrustedCertificates(List<X509Certificate> certificates) {
        this.certificates = List.copyOf(certificates);
    }

    /**
     * Parses certificates in PEM, with any line breaks or none.
     *
     * @throws IllegalArgumentException if the text has anything else, or no certificate
     */
    public static TrustedCertificates parse(String pem) {
        List<X509Certificate> found = new ArrayList<>();
        Matcher matcher = CERTIFICATE.matcher(pem);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (matcher.find()) {
                byte[] encoded = Base64.getDecoder().decode(matcher.group(1).replaceAll("(\\s|\\\\n)", ""));
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
        }
        if (found.isEmpty()
                || !matcher.reset().replaceAll("").replace("\\n", "").isBlank()) {
            throw new IllegalArgumentException("expected certificates in PEM and nothing else");
        }
        return new TrustedCertificates(found);
    }

    List<X509Certificate> all() {
        return certificates;
    }

    /** As a store of trusted certificates. */
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("trusted-" + i, certificates.get(i));
            }
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key store: " + e.getMessage(), e);
        }
    }

    /** In PEM, with line breaks. */
    public String pem() {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(encoder.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        } catch (CertificateException e) {
            throw new IllegalStateException("cannot encode a certificate: " + e.getMessage(), e);
        }
        return pem.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedCertificates that && certificates.equals(that.certificates);
    }

    @Override
    public int hashCode() {
        return certificates.hashCode();
    }
}
