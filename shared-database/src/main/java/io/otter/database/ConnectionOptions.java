package io.otter.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The connection options of a data media source: an allow-list of typed values, none of which can make a driver read a
 * file, load a class or contact another host. Empty means the purpose's default. Immutable.
 *
 * @param tlsVersions e.g. TLSv1.3; empty for what this JVM allows
 * @param trustedCertificates that vouch for the server where the mode verifies it; empty for the JVM's
 * @param clientCertificate name of a certificate of this process, see {@link ClientCertificates}
 * @param connectTimeout for opening a connection
 * @param socketTimeout for one response of the server
 * @param compression whether to compress the connection, which pays off between two sites
 * @param maxAllowedPacketBytes largest statement to send; if empty, asks the server
 * @param connectionCollation a utf8mb4 collation
 * @param lockWaitTimeout how long a statement waits for a row lock, in whole seconds
 * @param fetchRows number of rows that a look-up fetches at a time
 */
public record ConnectionOptions(
        SslMode sslMode,
        List<String> tlsVersions,
        Optional<TrustedCertificates> trustedCertificates,
        Optional<String> clientCertificate,
        Optional<Duration> connectTimeout,
        Optional<Duration> socketTimeout,
        boolean tcpKeepAlive,
        boolean compression,
        Optional<Integer> maxAllowedPacketBytes,
        Optional<String> connectionCollation,
        boolean serverPreparedStatements,
        int preparedStatementCacheSize,
        Optional<Duration> lockWaitTimeout,
        Optional<Integer> fetchRows) {
    /** The allowed names, in the order of the documentation. */
    public static final List<String> NAMES = List.of(
            "sslMode",
            "tlsVersions",
            "trustedCertificates",
            "clientCertificate",
            "connectTimeoutMillis",
            "socketTimeoutMillis",
            "tcpKeepAlive",
            "compression",
            "maxAllowedPacketBytes",
            "connectionCollation",
            "serverPreparedStatements",
            "preparedStatementCacheSize",
            "lockWaitTimeoutSeconds",
            "fetchRows");

    private static final Pattern COLLATION = Pattern.compile("utf8mb4_[a-z0-9_]{1,50}");
    private static final List<String> TLS_VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    public static final ConnectionOptions DEFAULTS = parse(Map.of());

    public ConnectionOptions {
        tlsVersions = List.copyOf(tlsVersions);
    }

    /**
     * Parses the options of a source.
     *
     * @throws IllegalArgumentException naming the option that is unknown or has an invalid value
     */
    public static ConnectionOptions parse(Map<String, String> options) {
        Reader reader = new Reader(new TreeMap<>(options));
        List<String> unknown = new ArrayList<>(options.keySet());
        unknown.removeAll(NAMES);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown connection option \"" + unknown.get(0) + "\"; allowed are " + String.join(", ", NAMES));
        }
        return new ConnectionOptions(
                reader.sslMode(),
                reader.tlsVersions(),
                reader.trustedCertificates(),
                reader.clientCertificate(),
                reader.number("connectTimeoutMillis", 100, 600_000).map(Duration::ofMillis),
                reader.number("socketTimeoutMillis", 100, 86_400_000).map(Duration::ofMillis),
                reader.flag("tcpKeepAlive", true),
                reader.flag("compression", false),
                reader.number("maxAllowedPacketBytes", 1024, 1024 * 1024 * 1024),
                reader.collation(),
                reader.flag("serverPreparedStatements", false),
                reader.number("preparedStatementCacheSize", 0, 10_000).orElse(0),
                reader.number("lockWaitTimeoutSeconds", 1, 86_400).map(Duration::ofSeconds),
                reader.number("fetchRows", 1, 1_000_000));
    }

    private record Reader(Map<String, String> options) {
        SslMode sslMode() {
            String text = options.getOrDefault("sslMode", SslMode.PREFERRED.name());
            return Stream.of(SslMode.values())
                    .filter(mode -> mode.name().equals(text.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> bad("sslMode", "one of " + Arrays.toString(SslMode.values())));
        }

        List<String> tlsVersions() {
            List<String> versions = Stream.of(
                            options.getOrDefault("tlsVersions", "").split("[,\\s]+"))
                    .filter(version -> !version.isEmpty())
                    .toList();
            if (!TLS_VERSIONS.containsAll(versions)) {
                throw bad("tlsVersions", "a list of " + TLS_VERSIONS);
            }
            return versions;
        }

        Optional<TrustedCertificates> trustedCertificates() {
            try {
                return Optional.ofNullable(options.get("trustedCertificates")).map(TrustedCertificates::parse);
            } catch (IllegalArgumentException e) {
                throw bad("trustedCertificates", "certificates in PEM: " + e.getMessage());
            }
        }

        Optional<String> clientCertificate() {
            Optional<String> name = Optional.ofNullable(options.get("clientCertificate"));
            if (name.filter(text -> !ClientCertificates.isName(text)).isPresent()) {
                throw bad("clientCertificate", "a name of letters, digits, _ and -");
            }
            return name;
        }

        Optional<String> collation() {
            Optional<String> collation = Optional.ofNullable(options.get("connectionCollation"));
            if (collation.filter(name -> !COLLATION.matcher(name).matches()).isPresent()) {
                throw bad("connectionCollation", "a utf8mb4 collation");
            }
            return collation;
        }

        boolean flag(String name, boolean defaultValue) {
            String text = options.getOrDefault(name, Boolean.toString(defaultValue));
            if (!text.equals("true") && !text.equals("false")) {
                throw bad(name, "true or false");
            }
            return text.equals("true");
        }

        Optional<Integer> number(String name, int least, int most) {
            String text = options.get(name);
            if (text == null) {
                return Optional.empty();
            }
            if (text.matches("\\d{1,10}")) {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return Optional.of((int) number);
                }
            }
            throw bad(name, "a whole number from " + least + " to " + most);
        }

        private static IllegalArgumentException bad(String name, String expected) {
            return new IllegalArgumentException("connection option \"" + name + "\" must be " + expected);
        }
    }
}
