package io.otter.database.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SharedServers.class)
class SiteTagTest {
    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void everyServerCanCarryEverySite(String name, ServerPool servers) throws Exception {
        Set<String> seen = new HashSet<>();
        try (DatabaseServer server = servers.take(name);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (int site = 1; site <= SiteTag.MOST; site++) {
                statement.execute(SiteTag.statement(site));
                try (ResultSet row = statement.executeQuery("SELECT c.ID, @@lc_time_names"
                        + " FROM information_schema.COLLATIONS c WHERE c.COLLATION_NAME = @@collation_server")) {
                    assertThat(row.next()).isTrue();
                    long locale = Long.parseLong(SiteTag.of(site).get("lc_time_names"));
                    assertThat(SiteTag.site(row.getInt(1), locale)).isEqualTo(site);
                    assertThat(seen.add(row.getInt(1) + " " + row.getString(2))).isTrue();
                }
            }
        }
    }

    @Test
    void whatIsNoTagIsNoSite() {
        assertThat(SiteTag.site(45, 1)).isZero();
        assertThat(SiteTag.site(241, 0)).isZero();
        assertThat(SiteTag.site(241, 101)).isZero();
        assertThat(SiteTag.isIn(Map.of("collation_server", "utf8mb4_bin", "lc_time_names", "1")))
                .isFalse();
        assertThat(SiteTag.isIn(SiteTag.of(3))).isTrue();
        assertThatThrownBy(() -> SiteTag.of(SiteTag.MOST + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(SiteServerId.site(SiteServerId.of(7))).isEqualTo(7);
        assertThat(SiteServerId.site(1)).isZero();
    }
}
