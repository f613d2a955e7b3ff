package io.otter.common.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import org.junit.jupiter.api.Test;

class SecretKeyTest {
    private final SecretKey key = new SecretKey("0123456789abcdef");

    @Test
    void decryptsWhatItEncryptedAndNeverTheSameWayTwice() {
        Secret once = key.encrypt("pässwörd 密码");
        assertThat(key.decrypt(once)).isEqualTo("pässwörd 密码");
        assertThat(key.encrypt("pässwörd 密码")).isNotEqualTo(once);
        assertThat(once.toString()).doesNotContain(once.cipherText());
        assertThat(key.decrypt(key.encrypt(""))).isEmpty();
    }

    @Test
    void anotherKeyOrAChangedTextIsRefused() {
        Secret secret = key.encrypt("secret");
        assertThatThrownBy(() -> new SecretKey("another key of 16").decrypt(secret))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET));
        assertThatThrownBy(() -> key.decrypt(new Secret("v1:AAAA"))).isInstanceOf(OtterException.class);
        assertThatThrownBy(() -> key.decrypt(new Secret("clear"))).isInstanceOf(OtterException.class);
    }
}
