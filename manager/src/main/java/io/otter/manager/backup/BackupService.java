package io.otter.manager.backup;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.secret.MacKey;
import io.otter.common.secret.SecretKey;
import io.otter.manager.audit.Audit;
import io.otter.manager.parameter.Installation;
import io.otter.manager.publication.Publication;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/** Makes backups, and restores one where nothing is configured. Administrators only. Thread-safe. */
@Service
final class BackupService {
    private static final Logger log = LoggerFactory.getLogger(BackupService.class);

    private final BackupTables tables;
    private final MacKey key;
    private final Installation installation;
    private final Publication publication;
    private final Access access;
    private final Audit audit;
    private final TransactionTemplate transaction;

    BackupService(
            BackupTables tables,
            SecretKey key,
            Installation installation,
            Publication publication,
            Access access,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.tables = tables;
        this.key = key.macKey("backup");
        this.installation = installation;
        this.publication = publication;
        this.access = access;
        this.audit = audit;
        transaction = new TransactionTemplate(transactions);
    }

    /**
     * What was restored.
     *
     * @param rows by table
     * @param published whether nodes know of it; else they will when ZooKeeper answers
     */
    record Restored(Map<String, Integer> rows, boolean published) {}

    /** @throws OtterException if the user lacks the role */
    Backup make() {
        access.require(Role.ADMIN);
        installation.id(); // so that checkpoints stay those of this installation
        Backup backup = Backup.of(
                Instant.now().toString(), Objects.requireNonNull(transaction.execute(status -> tables.read())), key);
        audit.did(Text.of("act.backup"));
        return backup;
    }

    /**
     * Replaces accounts, parameters and alarm rules; channels get the state that they had.
     *
     * @throws OtterException with REQUEST_INVALID if it is none or of a later version, SECRET if it was made under another key,
     *     ILLEGAL_MOVE if something is configured here; nothing was changed then
     */
    Restored restore(byte[] document) {
        access.require(Role.ADMIN);
        Backup backup = parsed(document);
        if (!backup.isOf(key)) {
            throw new RefusedException(ErrorCode.SECRET, Refusal.BACKUP_FOREIGN.with());
        }
        transaction.executeWithoutResult(status -> {
            Map<String, Long> configured = tables.configured();
            if (!configured.isEmpty()) {
                throw new RefusedException(
                        ErrorCode.ILLEGAL_MOVE, Refusal.BACKUP_NOT_EMPTY.with(String.join(", ", configured.keySet())));
            }
            Set<String> unknown = tables.unknown(backup.tables());
            if (!unknown.isEmpty()) {
                throw new RefusedException(
                        ErrorCode.REQUEST_INVALID, Refusal.BACKUP_LATER.with(String.join(", ", unknown)));
            }
            tables.write(backup.tables());
        });
        installation.reread();
        audit.did(Text.of("act.restore", backup.madeAt()));
        return new Restored(
                backup.tables().entrySet().stream()
                        .filter(table -> !table.getValue().isEmpty())
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, table -> table.getValue().size(), Integer::sum, LinkedHashMap::new)),
                publish());
    }

    private boolean publish() {
        try {
            publication.rebuild();
            return true;
        } catch (OtterException e) {
            log.warn("what was restored is not published yet: {}", e.describe());
            return false;
        }
    }

    private static Backup parsed(byte[] document) {
        @Nullable Backup backup;
        try {
            backup = Json.read(document, Backup.class);
        } catch (JacksonException e) {
            backup = null;
        }
        if (backup == null || backup.otterBackup() != Backup.FORMAT || backup.tables() == null) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.BACKUP_NONE.with(Backup.FORMAT));
        }
        return backup;
    }
}
