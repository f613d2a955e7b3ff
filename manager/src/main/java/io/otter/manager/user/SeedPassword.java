package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.configuration.ManagerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Replaces the admin's seed password with {@code otter.admin.password} before the port opens. */
@Component
final class SeedPassword implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(SeedPassword.class);

    private final ManagerSettings settings;
    private final UserService users;

    SeedPassword(ManagerSettings settings, UserService users) {
        this.settings = settings;
        this.users = users;
    }

    @Override
    public void afterSingletonsInstantiated() {
        settings.adminPassword().ifPresent(password -> {
            try {
                if (users.replaceSeedPassword(password)) {
                    log.info("user admin now has the password of otter.admin.password");
                }
            } catch (OtterException e) {
                throw new OtterException(ErrorCode.CONFIGURATION, "otter.admin.password: " + e.getMessage(), e);
            }
        });
    }
}
