package io.otter.manager.web;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Whether the services that the manager depends on answer. Thread-safe. */
@Component
final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);
    private static final int TIMEOUT_SECONDS = 3;

    private final DataSource database;
    private final Coordination zookeeper;

    Health(DataSource database, Coordination zookeeper) {
        this.database = database;
        this.zookeeper = zookeeper;
    }

    boolean database() {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS);
        } catch (SQLException e) {
            log.warn("the manager's database does not answer: {}", e.getMessage());
            return false;
        }
    }

    boolean zookeeper() {
        return zookeeper.state() == SessionState.CONNECTED;
    }
}
