package io.otter.testsupport.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A real database server on 127.0.0.1 with its own temporary data: binlog on, ROW, FULL, a unique server_id, user
 * {@code otter} with all privileges. Names: mysql-5.6, mysql-8.0, mysql-9.7, mariadb-10.11, mariadb-11.4. One thread at
 * a time starts and stops it; each connection belongs to its caller.
 */
public final class DatabaseServer implements AutoCloseable {
    private static final String USER = "otter";
    private static final String PASSWORD = "otter-password";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger NEXT_SERVER_ID = new AtomicInteger(101);

    private final ServerKind kind;
    private final ServerHost host;
    private final int serverId;
    private final Runnable end;

    private DatabaseServer(ServerKind kind, ServerHost host, int serverId, Runnable end) {
        this.kind = kind;
        this.host = host;
        this.serverId = serverId;
        this.end = end;
    }

    /**
     * Starts a server and waits until it responds. Tests that need no server of their own take one of a
     * {@link ServerPool}.
     *
     * @param options of the server, e.g. {@code --gtid-mode=ON}; the last one of a name wins
     * @throws IllegalArgumentException for a name that is not known
     * @throws IllegalStateException if its binaries are not on this machine, {@code otter.servers} leaves it out, or it
     *     does not answer
     */
    public static DatabaseServer start(String name, String... options) {
        requireWanted(name);
        ServerKind kind = ServerKind.of(name);
        int serverId = NEXT_SERVER_ID.getAndIncrement();
        ServerHost host = host(kind, allOptions(kind, serverId, Arrays.asList(options)));
        return started(new DatabaseServer(kind, host, serverId, removal(kind, host)));
    }

    /**
     * Likewise from binaries on this machine, on data that stay in a directory: {@link #close()} shuts the server down and
     * leaves them there. If this JVM ends without it, the server is killed.
     *
     * @param port that it listens on
     */
    public static DatabaseServer keep(Path directory, int port, String name, String... options) {
        requireWanted(name);
        ServerKind kind = ServerKind.of(name);
        ServerBinaries binaries = ServerBinaries.find(kind)
                .orElseThrow(() -> new IllegalStateException("no binaries of " + name + " on this machine"));
        int serverId = NEXT_SERVER_ID.getAndIncrement();
        ServerHost host = LocalServer.keeping(
                directory,
                port,
                binaries,
                allOptions(kind, serverId, Arrays.asList(options)),
                kind.initialStatements(USER, PASSWORD));
        return started(new DatabaseServer(kind, host, serverId, host::remove));
    }

    private static DatabaseServer started(DatabaseServer server) {
        try {
            server.restart();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static void requireWanted(String name) {
        if (!isWanted(name)) {
            throw new IllegalStateException(
                    "otter.servers leaves out " + name + ": a test that cannot run without it has the tag \"servers\"");
        }
    }

    /** This server for someone whose {@link #close()} does not remove it. @param giveBack what it does instead */
    DatabaseServer lent(Runnable giveBack) {
        return new DatabaseServer(kind, host, serverId, giveBack);
    }

    /** Whether it can be started here, and {@code otter.servers} does not leave it out. */
    public static boolean available(String name) {
        return isWanted(name) && (ServerBinaries.find(ServerKind.of(name)).isPresent() || ContainerServer.available());
    }

    static String whyMissing(String name) {
        return isWanted(name)
                ? "neither its binaries nor a Docker engine are on this machine"
                : "left out by otter.servers";
    }

    private static boolean isWanted(String name) {
        String wanted = System.getProperty("otter.servers", "");
        return wanted.isEmpty() || List.of(wanted.split(",")).contains(name);
    }

    /** @return the names that can be started here; prints the others, since their tests are skipped */
    public static List<String> availableOf(String... names) {
        List<String> present = new ArrayList<>();
        for (String name : names) {
            if (available(name)) {
                present.add(name);
            } else {
                System.out.println("SKIPPED server " + name + ": " + whyMissing(name));
            }
        }
        return present;
    }

    public String name() {
        return kind.serverName();
    }

    public boolean isMariaDb() {
        return kind.isMariaDb();
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return host.port();
    }

    public int serverId() {
        return serverId;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    public Connection connect() throws SQLException {
        return connect("");
    }

    /** @param schema the default schema; empty for none */
    public Connection connect(String schema) throws SQLException {
        return connectAs(schema, user(), password());
    }

    public Connection connectAs(String schema, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10000");
        String url;
        Driver driver;
        if (kind.wantsMariaDbDriver()) {
            properties.setProperty("sslMode", "disable");
            url = "jdbc:mariadb://127.0.0.1:" + port() + "/" + schema;
            driver = new org.mariadb.jdbc.Driver();
        } else {
            properties.setProperty("sslMode", "DISABLED");
            properties.setProperty("allowPublicKeyRetrieval", "true");
            properties.setProperty("characterEncoding", "UTF-8");
            url = "jdbc:mysql://127.0.0.1:" + port() + "/" + schema;
            driver = new com.mysql.cj.jdbc.Driver();
        }
        Connection connection = driver.connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not take " + url);
        }
        return connection;
    }

    /** Runs statements on their own connection. */
    public void execute(String... sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(name() + ": " + e.getMessage(), e);
        }
    }

    /** The first column of the first row, as text; empty when there is no row. */
    public String value(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(name() + ": " + e.getMessage(), e);
        }
    }

    /** Shuts the server down cleanly. */
    public void stop() {
        host.end(false);
    }

    /** SIGKILL. */
    public void kill() {
        host.end(true);
    }

    /** SIGSTOP: nothing answers, and connections stay open. */
    public void freeze() {
        host.freeze();
    }

    /** SIGCONT. */
    public void thaw() {
        host.thaw();
    }

    /** Stops the server if it runs, and starts it on the same port and data. */
    public void restart() {
        stop();
        try {
            host.start();
            awaitAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end.run();
    }

    private static Runnable removal(ServerKind kind, ServerHost host) {
        Thread shutdownHook = new Thread(() -> host.end(true), "kill-" + kind.serverName());
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(shutdownHook);
            } catch (IllegalStateException e) {
                host.end(true); // the JVM is shutting down and the hook is running
                return;
            }
            host.remove();
        };
    }

    /** Prefers local binaries: they start at once, while a container's image may have to be downloaded. */
    private static ServerHost host(ServerKind kind, List<String> options) {
        List<String> initialStatements = kind.initialStatements(USER, PASSWORD);
        Optional<ServerBinaries> binaries = ServerBinaries.find(kind);
        if (binaries.isPresent()) {
            return new LocalServer(binaries.get(), options, initialStatements);
        }
        if (!ContainerServer.available()) {
            throw new IllegalStateException("no binaries of " + kind.serverName()
                    + ", and no Docker engine answers: .ci/run fetches the binaries");
        }
        try {
            return new ContainerServer(kind, options, initialStatements);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> allOptions(ServerKind kind, int serverId, List<String> more) {
        List<String> all = new ArrayList<>(List.of(
                "--skip-name-resolve",
                "--server-id=" + serverId,
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--binlog-row-image=FULL",
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-buffer-pool-size=64M",
                "--max-allowed-packet=64M",
                "--performance-schema=OFF",
                "--character-set-server=utf8mb4",
                "--local-infile=OFF"));
        all.addAll(kind.options());
        all.addAll(more);
        return all;
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            if (!host.isAlive()) {
                throw new IllegalStateException(name() + " ended at its start: " + host.lastWords());
            }
            try (Connection connection = connect()) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            name() + " does not answer: " + e.getMessage() + host.lastWords(), e);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s on port %d", name(), port());
    }
}
