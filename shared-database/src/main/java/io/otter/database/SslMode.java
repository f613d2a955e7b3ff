package io.otter.database;

/** How much TLS a connection insists on. */
public enum SslMode {
    /** Plain text. */
    DISABLED,
    /** TLS when the server offers a version this Java speaks, whoever the server is; else plain text. */
    PREFERRED,
    /** TLS, whoever the server is. */
    REQUIRED,
    /** TLS, and the certificate is signed by an authority of the JVM's trust store. */
    VERIFY_CA,
    /** Like {@link #VERIFY_CA}, and the certificate names the host. */
    VERIFY_IDENTITY;

    /** Whether nothing is sent before TLS is up. */
    boolean isMandatory() {
        return compareTo(REQUIRED) >= 0;
    }
}
