package io.otter.manager.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordDigestTest {
    private final PasswordDigest digest = new PasswordDigest();

    @Test
    void recognizesDigestsOfAlibabaOtter() {
        assertThat(digest.matches("admin", "801fc357a5a74743894a")).isTrue();
        assertThat(digest.matches("Admin", "801fc357a5a74743894a")).isFalse();
        assertThat(PasswordDigest.isLegacy("801fc357a5a74743894a")).isTrue();
    }

    @Test
    void storesBcryptOfItsOwnSalt() {
        String stored = digest.encode("пароль 密码");
        assertThat(stored).startsWith("$2").hasSize(60).isNotEqualTo(digest.encode("пароль 密码"));
        assertThat(digest.matches("пароль 密码", stored)).isTrue();
        assertThat(digest.matches("пароль 密碼", stored)).isFalse();
        assertThat(PasswordDigest.isLegacy(stored)).isFalse();
    }

    @Test
    void matchesNothingWithoutADigest() {
        assertThat(digest.matches("", "")).isFalse();
        assertThat(digest.matches("admin", "admin")).isFalse();
    }

    @Test
    void refusesPasswordsThatBcryptWouldTruncate() {
        String stored = digest.encode("x".repeat(72));
        assertThat(digest.matches("x".repeat(73), stored)).isFalse();
    }
}
