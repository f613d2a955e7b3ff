package io.otter.database;

import java.util.regex.Pattern;

/** How much TLS a connection requires. */
public enum SslMode {
    /** Plain text. */
    DISABLED,
    /** TLS if the server offers a version that this JVM supports, without verifying the server; else plain text. */
    PREFERRED,
    /** TLS, without verifying the server. */
    REQUIRED,
    /** TLS, with a certificate signed by an authority that the source's options or the JVM trust. */
    VERIFY_CA,
    /** Like {@link #VERIFY_CA}, with a certificate issued for the host. */
    VERIFY_IDENTITY;

    /** Addresses only: a name that begins so may be anybody's. */
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[?::1\\]?");

    /** The mode of a new source whose options name none: a server that may be elsewhere has to prove that it is the right one. */
    public static SslMode ofNew(String host) {
        return host.equalsIgnoreCase("localhost") || LOOPBACK.matcher(host).matches() ? PREFERRED : VERIFY_IDENTITY;
    }

    /** Whether nothing is sent before TLS is established. */
    boolean isMandatory() {
        return compareTo(REQUIRED) >= 0;
    }

    /** Whether the server's certificate is verified. */
    public boolean verifies() {
        return compareTo(VERIFY_CA) >= 0;
    }
}
