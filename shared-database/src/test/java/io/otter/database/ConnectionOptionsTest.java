package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionOptionsTest {
    @Test
    void readsEveryAllowedOption() {
        ConnectionOptions options = ConnectionOptions.parse(Map.ofEntries(
                Map.entry("sslMode", "verify_identity"),
                Map.entry("tlsVersions", "TLSv1.2, TLSv1.3"),
                Map.entry("clientCertificate", "otter"),
                Map.entry("connectTimeoutMillis", "1500"),
                Map.entry("socketTimeoutMillis", "60000"),
                Map.entry("tcpKeepAlive", "false"),
                Map.entry("compression", "true"),
                Map.entry("maxAllowedPacketBytes", "1048576"),
                Map.entry("connectionCollation", "utf8mb4_bin"),
                Map.entry("serverPreparedStatements", "true"),
                Map.entry("preparedStatementCacheSize", "100"),
                Map.entry("lockWaitTimeoutSeconds", "7"),
                Map.entry("fetchRows", "500")));

        assertThat(options.sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
        assertThat(options.tlsVersions()).containsExactly("TLSv1.2", "TLSv1.3");
        assertThat(options.connectTimeout()).contains(Duration.ofMillis(1500));
        assertThat(options.lockWaitTimeout()).contains(Duration.ofSeconds(7));
        assertThat(options.fetchRows()).contains(500);
        assertThat(ConnectionOptions.NAMES).hasSize(14);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allowLoadLocalInfile",
                "allowUrlInLocalInfile",
                "allowLoadLocalInfileInPath",
                "autoDeserialize",
                "queryInterceptors",
                "socketFactory",
                "propertiesTransform",
                "allowMultiQueries",
                "SSLMODE",
                "trustCertificateKeyStoreUrl",
                ""
            })
    void refusesWhatIsNotOnTheListAndNamesIt(String name) {
        assertThatThrownBy(() -> ConnectionOptions.parse(Map.of(name, "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "sslMode, MAYBE",
        "tlsVersions, SSLv3",
        "connectTimeoutMillis, 0",
        "socketTimeoutMillis, -1",
        "compression, yes",
        "maxAllowedPacketBytes, 99999999999",
        "connectionCollation, utf8mb4_bin&allowLoadLocalInfile=true",
        "connectionCollation, latin1_bin",
        "fetchRows, 1e3"
    })
    void refusesValuesThatDoNotFitAndNamesTheOption(String name, String value) {
        assertThatThrownBy(() -> ConnectionOptions.parse(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, PREFERRED",
        "127.0.0.1, PREFERRED",
        "127.9.8.7, PREFERRED",
        "::1, PREFERRED",
        "127.0.0.1.evil.example, VERIFY_IDENTITY",
        "127.evil.example, VERIFY_IDENTITY",
        "localhost.evil.example, VERIFY_IDENTITY",
        "10.0.0.1, VERIFY_IDENTITY"
    })
    void aNewSourceElsewhereHasToProveItself(String host, SslMode mode) {
        assertThat(SslMode.ofNew(host)).isEqualTo(mode);
    }
}
