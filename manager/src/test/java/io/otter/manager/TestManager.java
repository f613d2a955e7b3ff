package io.otter.manager;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.secret.SecretKey;
import io.otter.testsupport.database.DatabaseServer;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole manager on a free port with its own database. */
public final class TestManager implements AutoCloseable {
    private static final String KEY = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
    /** What its documents in ZooKeeper are written with. */
    public static final SecretKey SECRETS = new SecretKey(KEY);

    /** The {@code otter.admin.password} of most tests. */
    public static final String PASSWORD = "a-password-of-our-own";

    private final DatabaseServer server;
    private final String schema;
    private final ConfigurationFile configuration;
    private final ConfigurableApplicationContext context;

    private TestManager(DatabaseServer server, String schema, ConfigurationFile configuration) {
        this.server = server;
        this.schema = schema;
        this.configuration = configuration;
        context = ManagerStart.start(configuration);
    }

    /** With the unchanged users of the seed, including the default password. */
    public static TestManager withSeedPassword(DatabaseServer server) {
        return start(server, Map.of());
    }

    public static TestManager start(DatabaseServer server) {
        return start(server, Map.of("otter.admin.password", PASSWORD));
    }

    public static TestManager start(DatabaseServer server, Map<String, String> keys) {
        String schema = "manager_" + UUID.randomUUID().toString().substring(0, 8);
        server.execute("CREATE DATABASE `" + schema + "`");
        return new TestManager(server, schema, ConfigurationFile.of(keys(server, schema, keys)));
    }

    /** With a database that is there. */
    public static TestManager pointedAt(DatabaseServer server, String schema, Map<String, String> keys) {
        Map<String, String> all = new HashMap<>(Map.of("otter.admin.password", PASSWORD));
        all.putAll(keys);
        return new TestManager(server, schema, ConfigurationFile.of(keys(server, schema, all)));
    }

    /** The settings of a manager that would start, with some replaced. */
    public static Map<String, String> keys(DatabaseServer server, String schema, Map<String, String> keys) {
        Map<String, String> all = new HashMap<>(Map.of(
                "otter.port", "0",
                "otter.trusted.proxies", "127.0.0.1",
                "otter.database.driver.class.name", "com.mysql.jdbc.Driver",
                "otter.database.driver.url",
                        "jdbc:mysql://" + server.host() + ":" + server.port() + "/" + schema
                                + "?useUnicode=true&characterEncoding=UTF-8&useSSL=false",
                "otter.database.driver.username", server.user(),
                "otter.database.driver.password", server.password(),
                "otter.communication.manager.port", "0",
                "otter.zookeeper.cluster.default", "127.0.0.1:1",
                "otter.communication.key", "the key of the tests",
                "otter.secret.key", KEY));
        all.put("otter.bind", "127.0.0.1");
        all.putAll(keys);
        return all;
    }

    /** The base URL, with a trailing slash. */
    public URI address() {
        return URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/");
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** Another manager with the same configuration and database; close it before this one. */
    public ConfigurableApplicationContext startAnother() {
        return ManagerStart.start(configuration);
    }

    /** Runs SQL in the manager's schema. */
    public void execute(String sql) {
        try (Connection connection = server.connect(schema);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        context.close();
        server.execute("DROP DATABASE `" + schema + "`");
    }
}
