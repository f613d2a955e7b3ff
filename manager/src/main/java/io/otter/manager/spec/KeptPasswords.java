package io.otter.manager.spec;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.Secret;
import io.otter.manager.canal.Canal;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps stored passwords with the servers that they were typed for. Otherwise whoever may change an address could point
 * it at a server of his own and be sent the password. Not thread-safe.
 */
final class KeptPasswords {
    private static final List<String> TLS_OPTIONS =
            List.of("sslMode", "tlsVersions", "trustedCertificates", "clientCertificate");

    private final Configuration stored;
    private final Configuration wanted;
    private final Set<String> typed;
    private final Configuration merged;
    private final PasswordPlaces before;
    private final PasswordPlaces after;
    private final List<SpecError> errors = new ArrayList<>();

    /**
     * @param wanted what the document has
     * @param typed the paths of things in the document with a typed password, like {@code sources[0]}
     */
    KeptPasswords(Configuration stored, Configuration wanted, Set<String> typed) {
        this.stored = stored;
        this.wanted = wanted;
        this.typed = typed;
        merged = stored.with(wanted);
        before = new PasswordPlaces(stored);
        after = new PasswordPlaces(merged);
    }

    /** An error for each stored password that would go to another server, user or TLS mode. */
    List<SpecError> check() {
        merged.sources().forEach(this::check);
        merged.canals().forEach(this::check);
        return errors;
    }

    private void check(DataMediaSource source) {
        DataMediaSource old = stored.source(source.name()).orElse(null);
        if (old == null || !isKept(source.password(), pathOf(source.name()))) {
            return;
        }
        boolean isMoved = !before.servers(old).containsAll(after.servers(source))
                || !old.username().equals(source.username())
                || TLS_OPTIONS.stream()
                        .anyMatch(option -> !Objects.equals(
                                old.options().get(option), source.options().get(option)));
        if (isMoved) {
            refuse(pathOf(source.name()), source.name());
        }
    }

    private void check(Canal canal) {
        Canal old = stored.canal(canal.name()).orElse(null);
        String path = pathOf(wanted.canals(), Canal::name, "canals", canal.name());
        Set<ServerAddress> known = new HashSet<>();
        Secret own = canal.password();
        if (own != null) {
            if (old == null || !isKept(own, path)) {
                return;
            }
            known.addAll(before.servers(old));
            if (!Objects.equals(old.username(), canal.username())) {
                known.clear();
            }
        } else {
            DataMediaSource source = after.source(canal).orElse(null);
            if (source == null || !isKept(source.password(), pathOf(source.name()))) {
                return;
            }
            known.addAll(after.servers(source));
            if (old != null && old.password() == null && isSame(old.source(), canal.source())) {
                known.addAll(before.servers(old));
            }
        }
        if (!known.containsAll(after.servers(canal))) {
            refuse(path, canal.name());
        }
    }

    private boolean isKept(Secret password, @Nullable String path) {
        return !password.equals(Secret.NONE) && (path == null || !typed.contains(path));
    }

    private void refuse(@Nullable String path, String name) {
        // A group's servers move the passwords of sources that the document does not have.
        errors.add(
                path == null
                        ? new SpecError("groups", Text.of("wrong.password.groupMoved", name))
                        : new SpecError(path + ".password", Text.of("wrong.password.moved")));
    }

    private @Nullable String pathOf(String source) {
        return pathOf(wanted.sources(), DataMediaSource::name, "sources", source);
    }

    private static <T> @Nullable String pathOf(List<T> things, Function<T, String> name, String list, String wanted) {
        for (int i = 0; i < things.size(); i++) {
            if (name.apply(things.get(i)).equalsIgnoreCase(wanted)) {
                return list + "[" + i + "]";
            }
        }
        return null;
    }

    private static boolean isSame(@Nullable String one, @Nullable String other) {
        return one != null && one.equalsIgnoreCase(other);
    }
}
