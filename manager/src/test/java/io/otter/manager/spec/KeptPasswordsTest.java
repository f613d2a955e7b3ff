package io.otter.manager.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptPasswordsTest {
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final Configuration EMPTY =
            new Configuration(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    private static final Configuration STORED = read(EMPTY, """
            groups: [{name: g, master: "m:1", standby: "s:1"}]
            sources:
              - {name: plain, host: db, port: 1, username: u, password: secret-1, options: {sslMode: REQUIRED}}
              - {name: grouped, group: g, username: u, password: secret-2}
              - {name: open, host: db, port: 1, username: u}
            canals:
              - {name: own, source: plain, addresses: ["r:1", "q:1"], username: r, password: secret-3}
              - {name: inherits, source: plain}
            """);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sources: [{name: plain, host: evil, port: 1, username: u, password: "***", options: {sslMode: REQUIRED}}]
            sources: [{name: plain, host: db, port: 2, username: u, password: "***", options: {sslMode: REQUIRED}}]
            sources: [{name: plain, host: db, port: 1, username: v, password: "***", options: {sslMode: REQUIRED}}]
            sources: [{name: plain, host: db, port: 1, username: u, password: "***", options: {sslMode: DISABLED}}]
            sources: [{name: PLAIN, host: db, port: 1, username: u, password: "***"}]
            sources: [{name: plain, group: g, username: u, password: "***", options: {sslMode: REQUIRED}}]
            sources: [{name: grouped, host: evil, username: u, password: "***"}]
            groups: [{name: g, master: "evil:1", standby: "s:1"}]
            groups: [{name: g, master: "m:1", standby: "evil:1"}]
            canals: [{name: own, source: plain, addresses: ["r:1", "evil:1"], username: r, password: "***"}]
            canals: [{name: own, source: plain, addresses: ["r:1"], username: other, password: "***"}]
            canals: [{name: inherits, source: plain, addresses: ["evil:1"]}]
            canals: [{name: new, source: plain, addresses: ["evil:1"]}]
            canals: [{name: new, source: plain, group: g}]
            canals: [{name: own, source: plain, addresses: ["r:1"]}]
            """)
    void aStoredPasswordIsNotSentElsewhere(String document) {
        assertThat(errors(document))
                .singleElement()
                .satisfies(error -> assertThat(error.text().key()).startsWith("wrong.password."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sources: [{name: plain, host: DB, port: 1, username: u, password: "***", options: {sslMode: REQUIRED}}]
            sources: [{name: plain, host: other, port: 1, username: u, password: secret-1}]
            sources: [{name: plain, host: other, port: 1, username: v, password: another}]
            sources: [{name: open, host: other, port: 1, username: v}]
            sources: [{name: grouped, host: s, port: 1, username: u, password: "***", options: {fetchRows: 100}}]
            groups: [{name: g, master: "s:1", standby: "m:1"}]
            groups: [{name: g, master: "new:1"}], sources: [{name: grouped, group: g, username: u, password: secret-2}]
            canals: [{name: own, source: plain, addresses: ["q:1"], username: r, password: "***"}]
            canals: [{name: new, source: plain, addresses: ["db:1"]}]
            canals: [{name: new, source: open, addresses: ["r:1"]}]
            canals: [{name: new, source: plain, addresses: ["r:1"], username: u, password: secret-1}]
            """)
    void itStaysWithItsServers(String document) {
        assertThat(errors(document)).isEmpty();
    }

    @Test
    void passwordsAreBoundToAllThatTheyAreSentTo() {
        Configuration changed = STORED.with(read(STORED, """
                groups: [{name: g, master: "s:1", standby: "m:1"}]
                sources: [{name: plain, host: db, port: 1, username: u, password: new}]
                canals: [{name: replica, source: plain, addresses: ["r:1", "q:1"], username: r}]
                """));
        assertThat(decrypted(changed, "plain", PasswordPlace.database("DB", 1, "u")))
                .isEqualTo("new");
        assertThat(decrypted(changed, "plain", PasswordPlace.database("q", 1, "r")))
                .isEqualTo("new");
        assertThat(decrypted(changed, "grouped", PasswordPlace.database("s", 1, "u")))
                .isEqualTo("secret-2");
        assertThatThrownBy(() -> decrypted(changed, "plain", PasswordPlace.database("m", 1, "u")))
                .isInstanceOf(OtterException.class);
        Secret own = Objects.requireNonNull(changed.canal("own").orElseThrow().password());
        assertThat(KEY.decrypt("", own, PasswordPlace.database("r", 1, "r"), PasswordPlace.database("q", 1, "r")))
                .isEqualTo("secret-3");
    }

    @Test
    void aCanalOfAnotherUserBindsThePasswordThatItTakesFromItsSource() {
        Configuration changed = STORED.with(read(STORED, "canals: [{name: inherits, source: plain, username: w}]"));
        assertThat(decrypted(changed, "plain", PasswordPlace.database("db", 1, "w")))
                .isEqualTo("secret-1");
        assertThat(decrypted(changed, "plain", PasswordPlace.database("db", 1, "u")))
                .isEqualTo("secret-1");
    }

    /** As somebody could do who writes to the manager's database. */
    @Test
    void aPasswordThatWasCopiedBesideAnotherAddressIsTypedAgain() {
        DataMediaSource plain = STORED.source("plain").orElseThrow();
        DataMediaSource copied =
                new DataMediaSource(7, "copied", plain.type(), "evil", 1, "u", plain.password(), Map.of());
        Configuration stored = STORED.with(
                new Configuration(List.of(), List.of(), List.of(), List.of(copied), List.of(), List.of(), List.of()));
        assertThat(new PasswordBinding(KEY).renewed(stored)).isEqualTo(stored);
        String kept = "sources: [{name: copied, host: evil, port: 1, username: u, password: %s}]";
        assertThatThrownBy(() -> read(stored, kept.formatted("\"***\"")))
                .isInstanceOfSatisfying(
                        SpecInvalidException.class,
                        e -> assertThat(e.errors())
                                .singleElement()
                                .satisfies(error -> assertThat(error.path()).isEqualTo("sources[0].password")));
        Configuration typed = stored.with(read(stored, kept.formatted("secret-1")));
        assertThat(decrypted(typed, "copied", PasswordPlace.database("evil", 1, "u")))
                .isEqualTo("secret-1");
    }

    private static String decrypted(Configuration configuration, String source, PasswordPlace place) {
        return KEY.decrypt(source, configuration.source(source).orElseThrow().password(), place);
    }

    private static List<SpecError> errors(String document) {
        try {
            read(STORED, "{" + document + "}");
            return List.of();
        } catch (SpecInvalidException e) {
            return e.errors();
        }
    }

    private static Configuration read(Configuration stored, String document) {
        return new SpecReader(stored, KEY).read(SpecText.parse(document, true));
    }
}
