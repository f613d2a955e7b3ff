package io.otter.manager.parameter;

import io.otter.common.error.OtterException;
import io.otter.common.secret.SecretKey;
import io.otter.manager.audit.Audit;
import io.otter.manager.spec.ConfigurationChanged;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Encrypts all that is stored with the present key. Administrators only. Thread-safe. */
@Service
final class RekeyService {
    private final ConfigurationStore configured;
    private final ParameterStore parameters;
    private final SecretKey key;
    private final Access access;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    RekeyService(
            ConfigurationStore configured,
            ParameterStore parameters,
            SecretKey key,
            Access access,
            Audit audit,
            ApplicationEventPublisher events) {
        this.configured = configured;
        this.parameters = parameters;
        this.key = key;
        this.access = access;
        this.audit = audit;
        this.events = events;
    }

    /**
     * What was done.
     *
     * @param key id of the key that everything is encrypted with now
     * @param renewed secrets that were encrypted with another
     * @param left secrets that neither key decrypts, which have to be typed again
     */
    record Rekeyed(String key, int renewed, int left) {}

    /**
     * Encrypts again and publishes.
     *
     * @throws OtterException if the user lacks the role
     */
    Rekeyed rekey() {
        access.require(Role.ADMIN);
        int renewed = configured.renewPasswords() + renewedParameters();
        int left = configured.unreadable() + parameters.unreadable(key);
        audit.did(Text.of("act.rekey", key.id()), renewed + " renewed, " + left + " unreadable");
        events.publishEvent(new ConfigurationChanged());
        return new Rekeyed(key.id(), renewed, left);
    }

    private int renewedParameters() {
        return parameters.unreadable(key) > 0 ? 0 : parameters.renewSecrets(key);
    }
}
