package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlNamesTest {
    @Test
    void doublesBackticksAndLeavesTheRest() {
        assertThat(SqlNames.quote("a`b")).isEqualTo("`a``b`");
        assertThat(SqlNames.quote("`; DROP TABLE x; --")).isEqualTo("```; DROP TABLE x; --`");
        assertThat(SqlNames.quote("s.t", "表 '\"\\")).isEqualTo("`s.t`.`表 '\"\\`");
    }

    @Test
    void refusesNamesThatNoServerCanHave() {
        assertThatThrownBy(() -> SqlNames.quote("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SqlNames.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }
}
