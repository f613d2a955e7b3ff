package io.otter.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.NamePattern;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedServers.class)
class TableCatalogTest {
    private static final Map<String, DatabaseServer> STARTED = new HashMap<>();
    private static ServerPool servers;
    private static final String HOSTILE_SCHEMA = "cat`; DROP DATABASE x; -- '\"\\表";
    private static final String HOSTILE_TABLE = "t%_`'\"\\ .$é";

    private final TableCatalog catalog = new TableCatalog();

    @BeforeAll
    static void share(ServerPool pool) {
        servers = pool;
    }

    @AfterAll
    static void stopServers() {
        STARTED.values().forEach(DatabaseServer::close);
        STARTED.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void readsColumnsAndKeysOnEveryServer(String name) throws SQLException {
        try (Connection connection = connect(name, "cat")) {
            run(
                    connection,
                    "CREATE TABLE cat.parent (a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (b, a)) ENGINE=InnoDB",
                    """
                    CREATE TABLE cat.child (
                      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                      a INT, b INT,
                      name VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'x',
                      price DECIMAL(10,2), data VARBINARY(16),
                      PRIMARY KEY (id), UNIQUE KEY uk_name (name), UNIQUE KEY uk_ab (b, a),
                      UNIQUE KEY uk_prefix (name(3), id),
                      CONSTRAINT fk FOREIGN KEY (b, a) REFERENCES cat.parent (b, a) ON DELETE CASCADE ON UPDATE SET NULL
                    ) ENGINE=InnoDB""");

            TableMeta child = catalog.find(connection, "cat", "child").orElseThrow();

            assertThat(child.engine()).isEqualTo("InnoDB");
            assertThat(child.columns())
                    .extracting(ColumnMeta::name)
                    .containsExactly("id", "a", "b", "name", "price", "data");
            ColumnMeta id = child.column("ID").orElseThrow();
            assertThat(id.autoIncrement()).isTrue();
            assertThat(id.unsigned()).isTrue();
            assertThat(id.nullable()).isFalse();
            assertThat(id.dataType()).isEqualTo("bigint");
            assertThat(id.charset()).isNull();
            ColumnMeta nameColumn = child.column("name").orElseThrow();
            assertThat(nameColumn.ordinal()).isEqualTo(4);
            assertThat(nameColumn.charset()).isEqualTo("latin1");
            assertThat(nameColumn.collation()).isEqualTo("latin1_bin");
            assertThat(nameColumn.defaultText()).contains("x");
            assertThat(child.column("price").orElseThrow().columnType()).isEqualTo("decimal(10,2)");
            assertThat(child.columns()).noneMatch(ColumnMeta::generated).noneMatch(ColumnMeta::invisible);
            assertThat(child.primaryKey()).containsExactly("id");
            assertThat(child.uniqueKeys())
                    .containsExactlyInAnyOrder(
                            new UniqueKey("uk_ab", List.of("b", "a"), true, true),
                            new UniqueKey("uk_name", List.of("name"), false, true),
                            new UniqueKey("uk_prefix", List.of("name", "id"), false, false));
            assertThat(child.foreignKeys())
                    .containsExactly(new ForeignKey(
                            "fk",
                            List.of("b", "a"),
                            new TableName("cat", "parent"),
                            List.of("b", "a"),
                            "SET NULL",
                            "CASCADE"));
            assertThat(child.foreignKeys().get(0).cascades()).isTrue();
            assertThat(catalog.find(connection, "cat", "parent").orElseThrow().primaryKey())
                    .containsExactly("b", "a");
            assertThat(catalog.find(connection, "cat", "nothing")).isEmpty();
            assertThat(catalog.find(connection, "nothing", "child")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void distinguishesGeneratedAndInvisibleColumnsFromDefaults(String name) throws SQLException {
        try (Connection connection = connect(name, "cat")) {
            run(connection, """
                    CREATE TABLE cat.computed (
                      id INT PRIMARY KEY, v INT GENERATED ALWAYS AS (id + 1) VIRTUAL,
                      s INT GENERATED ALWAYS AS (id + 2) STORED, hidden INT DEFAULT 5 INVISIBLE,
                      t TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)""");

            TableMeta table = catalog.find(connection, "cat", "computed").orElseThrow();

            assertThat(table.columns().stream().filter(ColumnMeta::generated))
                    .extracting(ColumnMeta::name)
                    .containsExactly("v", "s");
            assertThat(table.columns().stream().filter(ColumnMeta::invisible))
                    .extracting(ColumnMeta::name)
                    .containsExactly("hidden");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-9.7"})
    void leavesExpressionsOutOfUniqueKeys(String name) throws SQLException {
        try (Connection connection = connect(name, "cat")) {
            run(
                    connection,
                    "CREATE TABLE cat.functional (id INT PRIMARY KEY, n VARCHAR(9), UNIQUE KEY f ((lower(n)), id))");

            TableMeta table = catalog.find(connection, "cat", "functional").orElseThrow();

            assertThat(table.uniqueKeys()).singleElement().satisfies(key -> {
                assertThat(key.columns()).containsExactly("id");
                assertThat(key.whole()).isFalse();
                assertThat(key.identifies()).isFalse();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void findsTablesWhateverTheyAreCalled(String name) throws SQLException {
        try (Connection connection = connect(name, HOSTILE_SCHEMA)) {
            String table = SqlNames.quote(HOSTILE_SCHEMA, HOSTILE_TABLE);
            run(connection, "CREATE TABLE " + table + " (`a``b c` INT PRIMARY KEY)");

            TableMeta meta =
                    catalog.find(connection, HOSTILE_SCHEMA, HOSTILE_TABLE).orElseThrow();

            assertThat(meta.name().quoted()).isEqualTo(table);
            assertThat(meta.primaryKey()).containsExactly("a`b c");
            assertThat(catalog.list(connection, NamePattern.parse("cat`.*"), NamePattern.parse("t%.*")))
                    .containsExactly(meta.name());
            // To the server é and e may be the same letter; to a file system they are not.
            assertThat(catalog.find(connection, HOSTILE_SCHEMA, HOSTILE_TABLE.replace('é', 'e')))
                    .isEmpty();
            run(connection, "DROP DATABASE " + SqlNames.quote(HOSTILE_SCHEMA));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void keepsTablesApartThatDifferByCaseOnly(String name) throws SQLException {
        try (Connection connection = connect(name, "cat")) {
            run(
                    connection,
                    "CREATE TABLE cat.Twin (a INT PRIMARY KEY)",
                    "CREATE TABLE cat.twin (b INT PRIMARY KEY, UNIQUE KEY u (b))",
                    "CREATE VIEW cat.seen AS SELECT * FROM cat.twin");

            assertThat(catalog.find(connection, "cat", "Twin").orElseThrow().primaryKey())
                    .containsExactly("a");
            assertThat(catalog.find(connection, "cat", "twin").orElseThrow().primaryKey())
                    .containsExactly("b");
            assertThat(catalog.list(connection, NamePattern.parse("cat"), NamePattern.parse("twin")))
                    .containsExactly(new TableName("cat", "twin"));
            assertThat(catalog.list(connection, NamePattern.parse("cat"), NamePattern.parse(".*")))
                    .containsExactly(new TableName("cat", "Twin"), new TableName("cat", "twin"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-10.11"})
    void readsManyTablesInFewQueries(String name) throws SQLException {
        try (Connection connection = connect(name, "cat")) {
            for (int i = 0; i < 250; i++) {
                run(connection, "CREATE TABLE cat.order_" + i + " (id INT PRIMARY KEY)");
            }
            List<TableName> wanted = IntStream.range(0, 260)
                    .mapToObj(i -> new TableName("cat", "order_" + i))
                    .toList();

            assertThat(catalog.load(connection, wanted).keySet()).containsExactlyElementsOf(wanted.subList(0, 250));
            assertThat(catalog.list(connection, NamePattern.parse("cat"), NamePattern.parse("order_[100-299]")))
                    .hasSize(150);
        }
    }

    private static Connection connect(String name, String schema) throws SQLException {
        Servers.assumeAvailable(name);
        DatabaseServer server = STARTED.computeIfAbsent(name, servers::take);
        Connection connection = new DatabaseConnector(Servers.KEY).open(Servers.source(server), Purpose.LOOKUP);
        run(
                connection,
                "DROP DATABASE IF EXISTS " + SqlNames.quote(schema),
                "CREATE DATABASE " + SqlNames.quote(schema) + " CHARACTER SET utf8");
        return connection;
    }

    private static void run(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }
}
