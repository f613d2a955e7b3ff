package io.otter.manager.spec;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.canal.Canal;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the passwords of a configuration to where they are sent. Thread-safe. */
final class PasswordBinding {
    private static final Logger log = LoggerFactory.getLogger(PasswordBinding.class);

    private final SecretKey key;

    PasswordBinding(SecretKey key) {
        this.key = key;
    }

    /** Binds what is stored in clear text or by an earlier version. */
    Configuration bound(Configuration stored) {
        boolean isBound = stored.sources().stream().allMatch(source -> SecretKey.isBound(source.password()))
                && stored.canals().stream().map(Canal::password).allMatch(PasswordBinding::isBound);
        return isBound ? stored : renewed(stored);
    }

    /**
     * Likewise, and encrypts with the present key what is encrypted with another. A password that cannot be decrypted stays as
     * it is: it has to be typed again.
     */
    Configuration renewed(Configuration stored) {
        PasswordPlaces places = new PasswordPlaces(stored);
        return with(
                stored,
                stored.sources().stream()
                        .map(source -> with(source, renewed(source.name(), source.password(), places.of(source))))
                        .toList(),
                stored.canals().stream().map(canal -> renewed(canal, places)).toList());
    }

    /** How many passwords cannot be decrypted. */
    int unreadable(Configuration stored) {
        List<Secret> passwords = new ArrayList<>();
        stored.sources().forEach(source -> passwords.add(source.password()));
        for (Canal canal : stored.canals()) {
            Secret password = canal.password();
            if (password != null) {
                passwords.add(password);
            }
        }
        return (int)
                passwords.stream().filter(password -> !key.canDecrypt(password)).count();
    }

    /** Logs each password that has to be typed again. */
    void report(Configuration renewed) {
        renewed.sources().forEach(source -> report("source", source.name(), source.password()));
        renewed.canals().forEach(canal -> report("canal", canal.name(), canal.password()));
    }

    private void report(String kind, String name, @Nullable Secret password) {
        if (!isCurrent(password)) {
            log.error(
                    "{}: the stored password of {} {} cannot be decrypted: otter.secret.key is not the one it was"
                            + " encrypted with. {}",
                    ErrorCode.SECRET,
                    kind,
                    name,
                    ErrorCode.SECRET_ELSEWHERE.advice());
        }
    }

    /**
     * Binds what was typed, and what is kept but is needed at more of its places than before. A stored password that is not
     * for where it is stored was put there by somebody else, and has to be typed again.
     */
    Configuration bound(Configuration stored, Configuration wanted, List<SpecError> errors) {
        Configuration merged = stored.with(wanted);
        PasswordPlaces before = new PasswordPlaces(stored);
        PasswordPlaces after = new PasswordPlaces(merged);
        List<DataMediaSource> sources = new ArrayList<>();
        for (DataMediaSource source : merged.sources()) {
            DataMediaSource old = stored.source(source.name()).orElse(null);
            boolean trusted = SecretKey.isTyped(source.password())
                    || old != null && source.password().isFor(before.of(old));
            int index = wanted.sources().indexOf(source);
            String path = index < 0 ? "sources" : "sources[" + index + "].password";
            Secret bound = bound(path, source.name(), source.password(), after.of(source), trusted, errors);
            if (index >= 0 || !bound.equals(source.password())) {
                sources.add(with(source, bound));
            }
        }
        List<Canal> canals = new ArrayList<>();
        for (Canal canal : wanted.canals()) {
            Secret password = canal.password();
            if (password == null) {
                canals.add(canal);
                continue;
            }
            Canal old = stored.canal(canal.name()).orElse(null);
            boolean trusted = SecretKey.isTyped(password) || old != null && password.isFor(before.of(old));
            String path = "canals[" + canals.size() + "].password";
            canals.add(with(canal, bound(path, canal.name(), password, after.of(canal), trusted, errors)));
        }
        return with(wanted, sources, canals);
    }

    private Secret bound(
            String path,
            String name,
            Secret password,
            Set<PasswordPlace> needed,
            boolean trusted,
            List<SpecError> errors) {
        if (password.isFor(needed) && !SecretKey.isTyped(password)) {
            return password;
        }
        try {
            if (trusted) {
                return key.encrypt(key.decryptAnywhere(name, password), needed);
            }
        } catch (OtterException e) {
            // refused below: only typing it again helps
        }
        if (path.equals("sources")) {
            return password; // the document is about other things
        }
        errors.add(new SpecError(path, Text.of("wrong.password.moved")));
        return password;
    }

    private static boolean isBound(@Nullable Secret password) {
        return password == null || SecretKey.isBound(password);
    }

    private Canal renewed(Canal canal, PasswordPlaces places) {
        Secret password = canal.password();
        return password == null ? canal : with(canal, renewed(canal.name(), password, places.of(canal)));
    }

    private boolean isCurrent(@Nullable Secret password) {
        return password == null || key.isCurrent(password);
    }

    private Secret renewed(String name, Secret password, Set<PasswordPlace> places) {
        try {
            return key.renewed(name, password, places);
        } catch (OtterException e) {
            log.debug("{}", e.getMessage());
            return password;
        }
    }

    private static Configuration with(Configuration all, List<DataMediaSource> sources, List<Canal> canals) {
        return new Configuration(
                all.zookeepers(), all.nodes(), all.groups(), sources, all.medias(), canals, all.channels());
    }

    private static DataMediaSource with(DataMediaSource source, Secret password) {
        return new DataMediaSource(
                source.id(),
                source.name(),
                source.type(),
                source.host(),
                source.port(),
                source.username(),
                password,
                source.options(),
                source.group());
    }

    private static Canal with(Canal canal, Secret password) {
        return new Canal(
                canal.id(),
                canal.name(),
                canal.source(),
                canal.group(),
                canal.addresses(),
                canal.username(),
                password,
                canal.start(),
                canal.serverId(),
                canal.tsdb());
    }
}
