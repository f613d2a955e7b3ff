package io.otter.manager.spec;

import io.otter.common.error.OtterException;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the passwords of a document, and knows which were typed. Not thread-safe. */
final class TypedPasswords {
    private final SecretKey key;
    private final Set<String> typed = new HashSet<>();

    TypedPasswords(SecretKey key) {
        this.key = key;
    }

    /** Paths of the objects whose passwords are in the document itself. */
    Set<String> typed() {
        return typed;
    }

    /**
     * The password that an object has, encrypted; the stored one, identically, if it is hidden or the same.
     *
     * @param present the stored one
     * @param places to which it is bound
     * @return null if the object has none
     */
    @Nullable
    Secret read(SpecFields fields, @Nullable Secret present, Set<PasswordPlace> places) {
        if (!fields.has("password")) {
            return null;
        }
        String clearText = fields.text("password", "");
        if (clearText.equals(SpecReader.HIDDEN)) {
            if (present == null) {
                fields.error("password", "wrong.password");
            }
            return present;
        }
        typed.add(fields.at(""));
        return present != null && isSame(present, places, clearText)
                ? present
                : key.encrypt(clearText, PasswordPlace.TYPED);
    }

    private boolean isSame(Secret present, Set<PasswordPlace> places, String clearText) {
        try {
            return key.decrypt("", present, places).equals(clearText);
        } catch (OtterException e) {
            return false; // otter.secret.key was changed: the document is the chance to fix it
        }
    }
}
