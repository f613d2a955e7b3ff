package io.otter.manager.spec;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.SecretKey;
import io.otter.manager.audit.Audit;
import io.otter.manager.change.AlikeNameException;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.change.LastChanges;
import io.otter.manager.datasource.Media;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;

/** Renames and deletes tables that pairs are made of, one at a time. Thread-safe. */
@Service
public final class MediaService {
    private final ConfigurationStore store;
    private final SecretKey key;
    private final Access access;
    private final Audit audit;
    private final ConfigurationLock lock;
    private final LastChanges changes;

    MediaService(
            ConfigurationStore store,
            SecretKey key,
            Access access,
            Audit audit,
            ConfigurationLock lock,
            LastChanges changes) {
        this.store = store;
        this.key = key;
        this.access = access;
        this.audit = audit;
        this.lock = lock;
        this.changes = changes;
    }

    /**
     * Renames a table for all pairs that use it; the pairs keep their identity and statistics.
     *
     * @param version of the table that was displayed, see {@link Media#version}
     * @param wanted with the id of that table
     * @throws EditConflictException if it was changed meanwhile
     * @throws SpecInvalidException with all errors; paths are {@code source}, {@code schema} and {@code table}, or
     *     empty for errors of pairs that use it
     * @throws OtterException with NOT_FOUND
     */
    public void save(String version, Media wanted) {
        access.require(Role.OPERATOR);
        lock.change(after -> {
            save(version, wanted, after);
            return wanted;
        });
    }

    private void save(String version, Media wanted, Consumer<Object> after) {
        Configuration stored = store.read();
        Media present = media(stored, wanted.id());
        if (!present.version().equals(version)) {
            throw conflict(present);
        }
        MediaChange change = new MediaChange(stored, wanted);
        List<SpecError> errors = change.errors(key);
        if (!errors.isEmpty()) {
            throw new SpecInvalidException(errors);
        }
        if (present.equals(wanted)) {
            return;
        }
        try {
            store.rename(wanted);
        } catch (AlikeNameException e) {
            throw new SpecInvalidException(List.of(new SpecError("", Text.of("wrong.alike", e.name()))));
        }
        Text act = Text.of("act.table.change", present.text(), wanted.text());
        String detail = "+ " + wanted.text();
        List<Channel> channels = change.channels();
        channels.forEach(channel -> audit.did(channel.id(), act, detail));
        if (channels.isEmpty()) {
            audit.did(act, detail);
        }
        after.accept(new ConfigurationChanged());
    }

    /**
     * Deletes a table that no pair uses any more.
     *
     * @param seen whether a version, see {@link Media#version}, is the one that was displayed
     * @throws EditConflictException if it is not
     * @return its name, like {@code src:shop.orders}
     * @throws OtterException with NOT_FOUND, or with IN_USE naming the pipelines that use it
     */
    public String delete(long id, Predicate<String> seen) {
        access.require(Role.OPERATOR);
        return lock.alone(() -> deleteUnusedMedia(id, seen));
    }

    private String deleteUnusedMedia(long id, Predicate<String> seen) {
        Configuration configured = store.read();
        Media media = media(configured, id);
        String name = media.text();
        List<Refused> users = configured.channels().stream()
                .flatMap(channel -> channel.pipelines().stream()
                        .filter(pipeline -> pipeline.pairs().stream().anyMatch(pair -> pair.uses(id)))
                        .map(pipeline -> Refusal.PIPELINE.with(pipeline.name(), channel.name())))
                .toList();
        if (!users.isEmpty()) {
            throw new RefusedException(ErrorCode.IN_USE, Refusal.TABLE_IN_USE.with(name, Refusal.all(users)));
        }
        if (!seen.test(media.version())) {
            throw conflict(media);
        }
        store.deleteMedia(id);
        audit.did(Text.of("act.table.delete", name));
        return name;
    }

    private EditConflictException conflict(Media present) {
        return changes.conflict(present.text(), "act\\.table\\.change", present.text());
    }

    private static Media media(Configuration configured, long id) {
        return configured
                .media(id)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.TABLE_GONE.with()));
    }
}
