package io.otter.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ids of one loader's connections at its target, for a successor that has to end them. Thread-safe. */
final class OwnConnections {
    @GuardedBy("this")
    private final Map<Object, Long> ids = new LinkedHashMap<>();

    /** @return all that are open now */
    synchronized List<Long> opened(Object session, Connection open) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            ids.put(session, row.getLong(1));
        }
        return list();
    }

    synchronized void closed(Object session) {
        ids.remove(session);
    }

    synchronized List<Long> list() {
        return new ArrayList<>(ids.values());
    }
}
