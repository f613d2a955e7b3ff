package io.otter.common.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SecretKeyTest {
    private static final String PASSPHRASE = "0123456789abcdef";
    private static final String RANDOM = "5e".repeat(32);
    private static final PasswordPlace PLACE = PasswordPlace.database("db", 3306, "u");

    private final SecretKey key = new SecretKey(PASSPHRASE);
    private final SecretKey other = new SecretKey(RANDOM);

    @Test
    void decryptsWhatItEncryptedAndNeverTheSameWayTwice() {
        Secret once = key.encrypt("pässwörd 密码", PLACE);
        assertThat(key.decrypt("s", once, PLACE)).isEqualTo("pässwörd 密码");
        assertThat(key.encrypt("pässwörd 密码", PLACE)).isNotEqualTo(once);
        assertThat(once.toString()).doesNotContain(once.cipherText());
        assertThat(key.decrypt("s", key.encrypt("", PLACE), PLACE)).isEmpty();
        assertThat(new SecretKey(PASSPHRASE).decrypt("s", once, PLACE)).isEqualTo("pässwörd 密码");
    }

    @Test
    void anotherKeyOrAChangedTextIsRefused() {
        Secret secret = key.encrypt("secret", PLACE);
        refused(other, secret, ErrorCode.SECRET);
        refused(key, new Secret("v2:AAAA"), ErrorCode.SECRET);
        refused(key, new Secret("clear"), ErrorCode.SECRET);
        String[] parts = secret.cipherText().split(":");
        refused(key, new Secret(parts[0] + ":" + other.id() + ":" + parts[2] + ":" + parts[3]), ErrorCode.SECRET);
    }

    @Test
    void beside_another_address_or_user_it_does_not_decrypt() {
        Secret secret = key.encrypt("secret", PLACE, PasswordPlace.database("standby", 3306, "u"));
        assertThat(key.decrypt("s", secret, PasswordPlace.database("DB", 3306, "u")))
                .isEqualTo("secret");
        assertThat(key.decrypt("s", secret, PLACE, PasswordPlace.database("standby", 3306, "u")))
                .isEqualTo("secret");
        for (PasswordPlace place : List.of(
                PasswordPlace.database("evil", 3306, "u"),
                PasswordPlace.database("db", 3307, "u"),
                PasswordPlace.database("db", 3306, "U"),
                PasswordPlace.mail("db", 3306, "u"),
                PasswordPlace.webhook("http://db:3306/u"))) {
            assertThatThrownBy(() -> key.decrypt("source \"shop\"", secret, place))
                    .hasMessageContaining("source \"shop\"")
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_ELSEWHERE));
        }
        assertThatThrownBy(() -> key.decrypt("s", secret, PLACE, PasswordPlace.database("evil", 3306, "u")))
                .isInstanceOf(OtterException.class);
        // Whoever writes other places beside the cipher text changes what was encrypted.
        Secret forged = new Secret(secret.cipherText()
                .replace(
                        secret.cipherText().split(":")[2],
                        Base64.getEncoder()
                                .encodeToString(PasswordPlace.database("evil", 3306, "u")
                                        .text()
                                        .getBytes(StandardCharsets.UTF_8))));
        assertThatThrownBy(() -> key.decrypt("s", forged, PasswordPlace.database("evil", 3306, "u")))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET));
    }

    @Test
    void a_user_cannot_be_named_like_another_place() {
        assertThat(PasswordPlace.database("b", 1, "u a").text())
                .isNotEqualTo(PasswordPlace.database("a b", 1, "u").text());
        PasswordPlace trap = PasswordPlace.database("db", 1, "u\n" + PLACE.text());
        Secret secret = key.encrypt("secret", trap);
        assertThat(key.decrypt("s", secret, trap)).isEqualTo("secret");
        refused(key, secret, ErrorCode.SECRET_ELSEWHERE);
    }

    @Test
    void what_an_earlier_version_stored_is_bound_once_and_goes_nowhere_before() throws Exception {
        Secret old = unbound("secret");
        refused(key, old, ErrorCode.SECRET_ELSEWHERE);
        Secret bound = key.renewed("s", old, List.of(PLACE));
        assertThat(key.decrypt("s", bound, PLACE)).isEqualTo("secret");
        assertThat(key.renewed("s", bound, List.of(PasswordPlace.database("evil", 1, "u"))))
                .isEqualTo(bound);
    }

    @Test
    void while_a_key_is_replaced_both_are_read_and_the_places_stay() {
        Secret secret = key.encrypt("secret", PLACE);
        SecretKey both = new SecretKey(RANDOM, List.of(PASSPHRASE));
        assertThat(both.decrypt("s", secret, PLACE)).isEqualTo("secret");
        Secret renewed = both.renewed("s", secret, List.of(PasswordPlace.database("evil", 1, "u")));
        assertThat(other.decrypt("s", renewed, PLACE)).isEqualTo("secret");
        assertThat(renewed.places()).containsExactly(PLACE);
        byte[] content = {1};
        byte[] code = key.macKey("p").of("/a", content);
        assertThat(both.macKey("p").fits("/a", content, code)).isTrue();
        assertThat(other.macKey("p").fits("/a", content, code)).isFalse();
        assertThat(other.macKey("p").fits("/a", content, both.macKey("p").of("/a", content)))
                .isTrue();
    }

    private static void refused(SecretKey key, Secret secret, ErrorCode code) {
        assertThatThrownBy(() -> key.decrypt("s", secret, PLACE))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Secret unbound(String clearText) throws Exception {
        byte[] all = new byte[12 + clearText.length() + 16];
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(PASSPHRASE.getBytes(StandardCharsets.UTF_8));
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(digest, "AES"), new GCMParameterSpec(128, new byte[12]));
        cipher.doFinal(clearText.getBytes(StandardCharsets.UTF_8), 0, clearText.length(), all, 12);
        return new Secret("v1:" + Base64.getEncoder().encodeToString(all));
    }
}
