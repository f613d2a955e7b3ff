package io.otter.manager.parameter;

import io.otter.common.error.OtterException;
import io.otter.common.secret.SecretKey;
import io.otter.manager.audit.Audit;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.change.LastChanges;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Service;

/** Reads and changes the system parameters, for pages and API. Administrators only. Thread-safe. */
@Service
final class ParameterService implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(ParameterService.class);

    private final ParameterStore store;
    private final SecretKey key;
    private final Access access;
    private final Audit audit;
    private final LastChanges changes;

    ParameterService(ParameterStore store, SecretKey key, Access access, Audit audit, LastChanges changes) {
        this.store = store;
        this.key = key;
        this.access = access;
        this.audit = audit;
        this.changes = changes;
    }

    /**
     * The fields as strings, without secrets.
     *
     * @param version of what is shown
     */
    record Shown(Map<String, String> texts, boolean hasMailPassword, boolean hasWebhookSecret, String version) {}

    /** An alarm that cannot be sent then says so. */
    @Override
    public void afterSingletonsInstantiated() {
        try {
            store.renewSecrets(key);
        } catch (OtterException e) {
            log.error("{}: {} {}", e.code(), e.getMessage(), e.code().advice());
        }
    }

    Shown show() {
        access.require(Role.ADMIN);
        ParameterStore.Stored stored = store.stored();
        SystemParameters parameters = stored.parameters();
        return new Shown(
                ParameterTexts.of(parameters),
                !parameters.mail().password().cipherText().isEmpty(),
                !parameters.webhook().secret().cipherText().isEmpty(),
                stored.version());
    }

    /**
     * Changes only the given fields.
     *
     * @param seen whether a version is that of what was displayed
     * @throws ParametersInvalidException with all errors
     * @throws EditConflictException if it was changed meanwhile
     * @throws OtterException if the user lacks the role
     */
    void save(Map<String, String> given, Predicate<String> seen) {
        access.require(Role.ADMIN);
        ParameterStore.Stored stored = store.stored();
        Map<String, String> before = ParameterTexts.of(stored.parameters());
        Map<String, String> typed = new LinkedHashMap<>(before);
        typed.keySet().forEach(field -> typed.computeIfPresent(field, given::getOrDefault));
        SystemParameters parameters = ParameterTexts.parse(typed, stored.parameters(), key);
        if (!seen.test(stored.version()) || !store.save(parameters, stored.version())) {
            throw changes.conflict("system parameters", "act\\.parameters", null);
        }
        audit.did(Text.of("act.parameters"), changes(before, typed));
    }

    /** For secrets only the field name, never the value. */
    private static String changes(Map<String, String> before, Map<String, String> typed) {
        return typed.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .map(entry -> isSecret(entry.getKey()) ? entry.getKey() : entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static boolean isSecret(String field) {
        return field.equals(ParameterTexts.MAIL_PASSWORD)
                || field.equals(ParameterTexts.WEBHOOK_SECRET)
                || field.equals(ParameterTexts.CHATS);
    }
}
