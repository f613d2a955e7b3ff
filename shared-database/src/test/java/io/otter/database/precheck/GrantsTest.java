package io.otter.database.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrantsTest {
    @Test
    void readsGlobalAndSchemaPrivileges() {
        Grants grants = Grants.parse(List.of(
                "GRANT SELECT, REPLICATION SLAVE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*A ON B.C TO D'",
                "GRANT ALL PRIVILEGES ON `shop`.* TO `u`@`%` WITH GRANT OPTION"));

        assertThat(grants.global("REPLICATION SLAVE")).isTrue();
        assertThat(grants.global("REPLICATION CLIENT")).isFalse();
        assertThat(grants.onSchema("SELECT", "other")).isTrue();
        assertThat(grants.onSchema("INSERT", "other")).isFalse();
        assertThat(grants.onSchema("INSERT", "shop")).isTrue();
    }

    @Test
    void readsSchemaPatternsAsTheServerDoes() {
        Grants grants =
                Grants.parse(List.of("GRANT INSERT ON `sh\\_op`.* TO `u`@`%`", "GRANT UPDATE ON `a_b%`.* TO `u`@`%`"));

        assertThat(grants.onSchema("INSERT", "sh_op")).isTrue();
        assertThat(grants.onSchema("INSERT", "shxop")).isFalse();
        assertThat(grants.onSchema("UPDATE", "axbyz")).isTrue();
        assertThat(grants.onSchema("UPDATE", "b")).isFalse();
    }

    @Test
    void isNotFooledByNames() {
        Grants grants = Grants.parse(List.of(
                "GRANT USAGE ON *.* TO `INSERT ON *.* TO`@`%`",
                "GRANT SELECT (`a, INSERT`), UPDATE (`b) ON `) ON `s`.`x. TO y` TO `u`@`%`",
                "GRANT EXECUTE ON FUNCTION `s`.`f` TO `u`@`%`",
                "GRANT PROXY ON ``@`` TO `u`@`%`",
                "GRANT `admin`@`%` TO `u`@`%`"));

        assertThat(grants.grants()).hasSize(2);
        assertThat(grants.global("INSERT")).isFalse();
        assertThat(grants.onSchema("SELECT", "s")).isFalse();
    }

    @Test
    void takesPartialRevokesOffGlobalPrivileges() {
        Grants grants = Grants.parse(
                List.of("GRANT CREATE, INSERT ON *.* TO `u`@`%`", "REVOKE CREATE ON `retl`.* FROM `u`@`%`"));

        assertThat(grants.onSchema("CREATE", "retl")).isFalse();
        assertThat(grants.onSchema("CREATE", "shop")).isTrue();
        assertThat(grants.onSchema("INSERT", "retl")).isTrue();
    }
}
