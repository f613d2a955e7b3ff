package io.otter.testsupport.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A real database server on 127.0.0.1 with its own temporary data: binlog on, ROW, FULL, a server_id of its own, user
 * {@code otter} with all privileges. Names: mysql-5.6, mysql-8.0, mysql-9.7, mariadb-10.11, mariadb-11.4. One thread at a
 * time starts and stops it; connections are the callers' own.
 */
public final class DatabaseServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger NEXT_SERVER_ID = new AtomicInteger(101);

    private final ServerBinaries binaries;
    private final Path data;
    private final int port;
    private final int serverId = NEXT_SERVER_ID.getAndIncrement();
    private final List<String> options;
    private final Thread shutdownHook;
    private @Nullable Process process;
    private @Nullable Watchdog watchdog;

    private DatabaseServer(ServerBinaries binaries, List<String> options) {
        this.binaries = binaries;
        this.options = List.copyOf(options);
        data = DataDirectory.copyFor(binaries);
        port = freePort();
        shutdownHook = new Thread(this::kill, "kill-" + binaries.kind().serverName());
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param options of the server, e.g. {@code --gtid-mode=ON}; the last one of a name wins
     * @throws IllegalArgumentException for a name that is not known
     * @throws IllegalStateException if its binaries are not on this machine or it does not answer
     */
    public static DatabaseServer start(String name, String... options) {
        ServerBinaries binaries = ServerBinaries.find(ServerKind.of(name))
                .orElseThrow(() -> new IllegalStateException("no binaries of " + name + ": .ci/run fetches them"));
        DatabaseServer server = new DatabaseServer(binaries, Arrays.asList(options));
        try {
            server.restart();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    public static boolean available(String name) {
        return ServerBinaries.find(ServerKind.of(name)).isPresent();
    }

    /** @return those of the names that can be started here; the others are said aloud, since their tests are skipped */
    public static List<String> availableOf(String... names) {
        List<String> present = new ArrayList<>();
        for (String name : names) {
            if (available(name)) {
                present.add(name);
            } else {
                System.out.println("SKIPPED server " + name + ": its binaries are not on this machine");
            }
        }
        return present;
    }

    public String name() {
        return binaries.kind().serverName();
    }

    public boolean isMariaDb() {
        return binaries.kind().isMariaDb();
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public int serverId() {
        return serverId;
    }

    public String user() {
        return "otter";
    }

    public String password() {
        return "otter-password";
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
        if (binaries.kind().wantsMariaDbDriver()) {
            properties.setProperty("sslMode", "disable");
            url = "jdbc:mariadb://127.0.0.1:" + port + "/" + schema;
            driver = new org.mariadb.jdbc.Driver();
        } else {
            properties.setProperty("sslMode", "DISABLED");
            properties.setProperty("allowPublicKeyRetrieval", "true");
            properties.setProperty("characterEncoding", "UTF-8");
            url = "jdbc:mysql://127.0.0.1:" + port + "/" + schema;
            driver = new com.mysql.cj.jdbc.Driver();
        }
        Connection connection = connect(driver, url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not take " + url);
        }
        return connection;
    }

    private @Nullable Connection connect(Driver driver, String url, Properties properties) throws SQLException {
        try {
            return driver.connect(url, properties);
        } catch (SQLException e) {
            Process running = process;
            if (running != null && !running.isAlive()) {
                throw new SQLException(
                        name() + " has ended with exit code " + running.exitValue() + ": " + logTail(), e);
            }
            throw e;
        }
    }

    private String logTail() {
        try {
            return tail(data.resolve("server.log"));
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Runs statements on one connection of its own. */
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

    /** Ends the server properly. */
    public void stop() {
        end(false);
    }

    /** SIGKILL. */
    public void kill() {
        end(true);
    }

    /** Ends the server if it runs, and starts it on the same port and data. */
    public void restart() {
        stop();
        try {
            Path log = data.resolve("server.log");
            Process started = new ProcessBuilder(commandLine())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process = started;
            watchdog = new Watchdog(started, data);
            awaitAnswer(started, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            return; // the JVM is going down and the hook is running
        } finally {
            DataDirectory.delete(data);
        }
    }

    private List<String> commandLine() throws IOException {
        ServerKind kind = binaries.kind();
        Path initial = data.resolve("initial.sql");
        Files.write(initial, kind.initialStatements(user(), password()));
        List<String> command = new ArrayList<>(binaries.command());
        command.addAll(List.of(
                "--datadir=" + data,
                "--lc-messages-dir=" + binaries.share(),
                "--user=" + System.getProperty("user.name"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + data.resolve("s.sock"),
                "--pid-file=" + data.resolve("server.pid"),
                "--init-file=" + initial,
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
        switch (kind) {
            case MYSQL_5_6 ->
                command.addAll(List.of("--innodb-log-file-size=5M", "--explicit-defaults-for-timestamp=ON"));
            case MYSQL_8_0 ->
                command.addAll(List.of("--innodb-redo-log-capacity=67108864", "--innodb-log-writer-threads=OFF"));
            case MYSQL_9_7 ->
                command.addAll(List.of("--innodb-redo-log-capacity=67108864", "--innodb-log-writer-threads=OFF"));
            case MARIADB_10_11 -> command.add("--innodb-log-file-size=64M");
            // Without --skip-ssl it makes itself a 4096-bit key at every start, which takes up to 15 s.
            case MARIADB_11_4 -> command.addAll(List.of("--innodb-log-file-size=64M", "--skip-ssl"));
        }
        command.addAll(options);
        return command;
    }

    private void awaitAnswer(Process started, Path log) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            if (!started.isAlive()) {
                throw new IllegalStateException(name() + " ended at its start: " + tail(log));
            }
            try (Connection connection = connect()) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(name() + " does not answer: " + e.getMessage() + tail(log), e);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private void end(boolean forcibly) {
        Process running = process;
        if (running == null) {
            return;
        }
        if (watchdog != null) {
            watchdog.close();
            watchdog = null;
        }
        if (forcibly) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        try {
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s on port %d", name(), port);
    }

    /** The directory of the server's binlogs, for tests that look at them. */
    public Path dataDirectory() {
        return data;
    }
}
