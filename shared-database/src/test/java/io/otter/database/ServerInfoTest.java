package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerInfoTest {
    @ParameterizedTest
    @CsvSource({
        "8.0.33, MYSQL, 8, 0, 33",
        "5.6.14-log, MYSQL, 5, 6, 14",
        "9.7.4, MYSQL, 9, 7, 4",
        "8.0.36-28, MYSQL, 8, 0, 36",
        "8.0.mysql_aurora.3.04.0, MYSQL, 8, 0, 0",
        "5.5.5-10.11.6-MariaDB-0+deb12u1-log, MARIADB, 10, 11, 6",
        "11.4.5-MariaDB, MARIADB, 11, 4, 5"
    })
    void readsVersionsAsServersSpellThem(String text, Flavor flavor, int major, int minor, int patch) {
        ServerInfo server = ServerInfo.parse(text);

        assertThat(server.flavor()).isEqualTo(flavor);
        assertThat(server.major()).isEqualTo(major);
        assertThat(server.minor()).isEqualTo(minor);
        assertThat(server.patch()).isEqualTo(patch);
    }

    @Test
    void comparesVersionsByNumber() {
        ServerInfo server = ServerInfo.parse("10.11.6-MariaDB");

        assertThat(server.atLeast(10, 5)).isTrue();
        assertThat(server.atLeast(10, 11, 6)).isTrue();
        assertThat(server.atLeast(10, 11, 7)).isFalse();
        assertThat(server.atLeast(9, 99)).isTrue();
        assertThat(server.atLeast(11, 0)).isFalse();
    }

    @Test
    void refusesWhatIsNoVersion() {
        assertThatThrownBy(() -> ServerInfo.parse("nginx")).isInstanceOf(IllegalArgumentException.class);
    }
}
