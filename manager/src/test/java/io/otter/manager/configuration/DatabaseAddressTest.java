package io.otter.manager.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ServerAddress;
import org.junit.jupiter.api.Test;

class DatabaseAddressTest {
    @Test
    void parsesTheSeedsUrl() {
        DatabaseAddress address = DatabaseAddress.parse(
                "jdbc:mysql://127.0.0.1:3306/otter?useUnicode=true&characterEncoding=UTF-8&useSSL=false");
        assertThat(address.address()).isEqualTo(new ServerAddress("127.0.0.1", 3306));
        assertThat(address.schema()).isEqualTo("otter");
        assertThat(address.tlsMode()).isEqualTo("DISABLED");
    }

    @Test
    void takesHostsWithoutPortAndIpv6() {
        assertThat(DatabaseAddress.parse("jdbc:mariadb://db.example.com/otter").address())
                .isEqualTo(new ServerAddress("db.example.com", 3306));
        assertThat(DatabaseAddress.parse("jdbc:mysql://[::1]:3307/otter").address())
                .isEqualTo(new ServerAddress("::1", 3307));
    }

    @Test
    void readsEverySpellingOfTls() {
        assertThat(mode("")).isEqualTo("PREFERRED");
        assertThat(mode("sslMode=verify_ca")).isEqualTo("VERIFY_CA");
        assertThat(mode("useSSL=true&requireSSL=true")).isEqualTo("REQUIRED");
        assertThat(mode("useSSL=true&verifyServerCertificate=true")).isEqualTo("VERIFY_CA");
    }

    private static String mode(String options) {
        return DatabaseAddress.parse("jdbc:mysql://h:1/otter?" + options).tlsMode();
    }
}
