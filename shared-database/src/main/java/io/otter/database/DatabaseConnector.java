package io.otter.database;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.SecretKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens JDBC connections to MySQL and MariaDB servers from typed fields; never accepts a URL. The server's greeting
 * decides which driver to use, and is remembered per address until a connection fails. Thread-safe.
 */
public final class DatabaseConnector {
    private static final String LOAD_SQL_MODE =
            "NO_AUTO_VALUE_ON_ZERO,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION";

    private final SecretKey key;
    private final Map<ServerAddress, ServerGreeting> greetings = new ConcurrentHashMap<>();
    private final Map<ServerAddress, Integer> packetBytes = new ConcurrentHashMap<>();
    private final TrustStores trustStores = new TrustStores();

    private final ClientCertificates certificates;

    /** Without client certificates. */
    public DatabaseConnector(SecretKey key) {
        this(key, ClientCertificates.NONE);
    }

    public DatabaseConnector(SecretKey key, ClientCertificates certificates) {
        this.key = key;
        this.certificates = certificates;
    }

    /** The client certificates of this process. */
    public ClientCertificates certificates() {
        return certificates;
    }

    /**
     * A new connection in auto-commit mode without a default schema. The caller must close it.
     *
     * @throws OtterException DATABASE_UNREACHABLE, DATABASE_TLS, DATABASE_ACCESS_DENIED or DATABASE_PRIVILEGE, naming source, address
     *     and user
     * @throws IllegalArgumentException if the source's host, port or an option is not allowed
     */
    public Connection open(DataMediaSource source, Purpose purpose) {
        return open(Endpoint.of(source, key), purpose);
    }

    /** Like {@link #open(DataMediaSource, Purpose)}, for one of a canal's addresses. */
    public Connection open(CanalConfig canal, ServerAddress address, Purpose purpose) {
        return open(Endpoint.of(canal, address, key), purpose);
    }

    /**
     * A pool that connects on demand; creating it does not contact the server. The caller must close it.
     *
     * @param name of the pool and its threads: pipeline and stage
     * @param size maximum number of connections, at least 1
     */
    public DatabasePool pool(DataMediaSource source, Purpose purpose, String name, int size) {
        Endpoint endpoint = Endpoint.of(source, key);
        return new DatabasePool(endpoint, () -> connect(endpoint, purpose), purpose, name, size);
    }

    private Connection open(Endpoint endpoint, Purpose purpose) {
        try {
            return connect(endpoint, purpose);
        } catch (SQLException e) {
            throw DatabaseFault.notOpened(endpoint, e);
        }
    }

    private Connection connect(Endpoint endpoint, Purpose purpose) throws SQLException {
        ConnectionOptions options = endpoint.options();
        Duration connectTimeout = options.connectTimeout().orElse(purpose.connectTimeout());
        Duration socketTimeout = options.socketTimeout().orElse(purpose.socketTimeout());
        ServerGreeting greeting = greeting(endpoint, connectTimeout);
        if (options.sslMode().isMandatory() && !greeting.offersTls()) {
            greetings.remove(endpoint.address(), greeting);
            throw new OtterException(
                    ErrorCode.DATABASE_TLS,
                    endpoint + ": sslMode is " + options.sslMode() + ", and the server offers no TLS.");
        }
        Optional<ClientCertificate> own = options.clientCertificate().map(certificates::get);
        boolean opened = false;
        try {
            Connection connection = isForConnectorJ(greeting.server(), purpose)
                    ? ConnectorJ.connect(endpoint, trustStores, own, connectTimeout, socketTimeout)
                    : purpose == Purpose.LOAD
                            ? loading(endpoint, greeting, own, connectTimeout, socketTimeout)
                            : MariadbDriver.connect(endpoint, greeting, own, connectTimeout, socketTimeout, 0);
            opened = true;
            return prepare(connection, purpose, options);
        } finally {
            if (!opened) {
                greetings.remove(endpoint.address(), greeting);
            }
        }
    }

    /**
     * The driver does not ask what the server takes at most: unless it is told, the connection is lost with each attempt to send a
     * larger statement.
     */
    private Connection loading(
            Endpoint endpoint,
            ServerGreeting greeting,
            Optional<ClientCertificate> own,
            Duration connectTimeout,
            Duration socketTimeout)
            throws SQLException {
        int known = packetBytes.getOrDefault(endpoint.address(), 0);
        Connection connection = MariadbDriver.connect(endpoint, greeting, own, connectTimeout, socketTimeout, known);
        int present = MariadbDriver.packetBytes(connection);
        if (present == known) {
            return connection;
        }
        connection.close();
        packetBytes.put(endpoint.address(), present);
        return MariadbDriver.connect(endpoint, greeting, own, connectTimeout, socketTimeout, present);
    }

    /** MariaDB's driver also loads MySQL, as it writes rows with a third of the CPU and a fifth of the garbage. */
    private static boolean isForConnectorJ(ServerInfo server, Purpose purpose) {
        return purpose != Purpose.LOAD && server.flavor() == Flavor.MYSQL && server.atLeast(8, 0);
    }

    private ServerGreeting greeting(Endpoint endpoint, Duration timeout) throws SQLException {
        ServerGreeting known = greetings.get(endpoint.address());
        if (known != null) {
            return known;
        }
        try {
            ServerGreeting greeting = ServerGreeting.read(endpoint.host(), endpoint.port(), timeout);
            greetings.put(endpoint.address(), greeting);
            return greeting;
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), "08001", e);
        }
    }

    private static Connection prepare(Connection connection, Purpose purpose, ConnectionOptions options)
            throws SQLException {
        List<String> settings = new ArrayList<>();
        settings.add("sql_select_limit = 18446744073709551615"); // a server's default would leave rows out in silence
        if (purpose != Purpose.PROBE) {
            settings.add("time_zone = '+00:00'");
        }
        if (purpose == Purpose.LOAD) {
            settings.add("sql_mode = '" + LOAD_SQL_MODE + "'");
        } else if (purpose == Purpose.LOOKUP) {
            settings.add("sql_mode = ''");
        }
        options.lockWaitTimeout().ifPresent(wait -> settings.add("innodb_lock_wait_timeout = " + wait.toSeconds()));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION " + String.join(", SESSION ", settings));
            return connection;
        } catch (SQLException e) {
            try (connection) {
                throw e;
            }
        }
    }
}
