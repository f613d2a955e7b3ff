package io.otter.manager.inherited;

import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the database of alibaba/otter 4.2 with a number of channels: its tables, and in them the JSON that its manager wrote, with
 * every key of its forms. Ids are those of its tables, so channel n has pipeline n, canal n and pairs 2n and 2n + 1.
 */
public final class OldInstallation {
    private static final Path SCHEMA = Path.of("src/test/resources/inherited/otter-4.2-schema.sql");

    private final List<String> statements = new ArrayList<>();
    private final String database;

    public OldInstallation(String database) {
        this.database = database;
        row("AUTOKEEPER_CLUSTER", "CLUSTER_NAME, SERVER_LIST", "'老集群', '[\"10.0.0.1:2181\",\"10.0.0.2:2181\"]'");
        row(
                "NODE",
                "ID, NAME, IP, PORT, DESCRIPTION, PARAMETERS",
                "1, '节点1', '10.0.0.3', 2088, '', '{\"downloadPort\":2089,\"externalIp\":\"\",\"mbeanPort\":2090,"
                        + "\"useExternalIp\":false,\"zkCluster\":{\"clusterName\":\"老集群\",\"description\":\"\",\"id\":1,"
                        + "\"serverList\":[\"10.0.0.1:2181\",\"10.0.0.2:2181\"]}}'");
        source(1, "源库", "MYSQL", "jdbc:mysql://127.0.0.1:3306");
        source(2, "目标库", "MYSQL", "jdbc:mysql://127.0.0.1:3307");
        row(
                "SYSTEM_PARAMETER",
                "ID, VALUE",
                "1, '{\"defaultAlarmReceiveKey\":\"otterteam\",\"defaultAlarmReceiver\":\"\",\"alarmReceiver\":"
                        + "\"otterteam=dba@example.com,ops@example.com;\",\"systemSchema\":\"retl\",\"systemMarkTable\":\"retl_mark\"}'");
    }

    /** A channel that can run. */
    public OldInstallation channel(int id, String name) {
        return channel(id, name, "false", "MYSQL", "", "");
    }

    /**
     * A channel as its forms leave it.
     *
     * @param remedy enableRemedy
     * @param sourcing sourcingType of the canal
     * @param more keys of the pipeline's parameters, each with a comma before it
     * @param filter of the first pair
     */
    public OldInstallation channel(int id, String name, String remedy, String sourcing, String more, String filter) {
        row(
                "CHANNEL",
                "ID, NAME, DESCRIPTION, PARAMETERS",
                id + ", '" + name + "', '说明', '{\"channelId\":" + id + ",\"enableRemedy\":" + remedy
                        + ",\"remedyAlgorithm\":\"LOOPBACK\",\"remedyDelayThresoldForMedia\":60,\"syncConsistency\":\"BASE\","
                        + "\"syncMode\":\"ROW\"}'");
        row(
                "CANAL",
                "ID, NAME, DESCRIPTION, PARAMETERS",
                id + ", 'canal-" + id + "', '', '{\"connectionCharset\":\"UTF-8\",\"connectionCharsetNumber\":33,"
                        + "\"dataDir\":\"../conf\",\"dbAddresses\":[],\"dbPassword\":\"clear\",\"dbUsername\":\"canal\","
                        + "\"ddlIsolation\":false,\"defaultConnectionTimeoutInSeconds\":30,\"detectingEnable\":true,"
                        + "\"detectingSQL\":\"insert into retl.xdual values(1,now()) on duplicate key update x=now()\","
                        + "\"fallbackIntervalInSeconds\":60,\"fileDataDir\":\"../conf\",\"gtidEnable\":false,\"groupDbAddresses\":"
                        + "[[{\"dbAddress\":{\"address\":\"127.0.0.1\",\"port\":3306},\"type\":\"MYSQL\"}]],\"haMode\":\"HEARTBEAT\","
                        + "\"indexMode\":\"MEMORY_META_FAILBACK\",\"memoryStorageBufferSize\":32768,\"metaMode\":\"MIXED\","
                        + "\"port\":11111,\"positions\":[],\"runMode\":\"EMBEDDED\",\"slaveId\":" + (10_000 + id)
                        + ",\"sourcingType\":\"" + sourcing + "\",\"storageMode\":\"MEMORY\",\"tsdbEnable\":true,"
                        + "\"zkClusterId\":1,\"zkClusters\":[\"10.0.0.1:2181\"]}'");
        row(
                "PIPELINE",
                "ID, NAME, DESCRIPTION, PARAMETERS, CHANNEL_ID",
                id + ", '管道" + id + "', '', '{\"arbitrateMode\":\"AUTOMATIC\",\"batchTimeout\":-1,\"ddlSync\":true,"
                        + "\"destinationName\":\"canal-" + id + "\",\"dryRun\":false,\"dumpEvent\":false,"
                        + "\"dumpSelector\":true,\"extractPoolSize\":10,\"fileLoadPoolSize\":15,\"home\":false,"
                        + "\"lbAlgorithm\":\"Stick\",\"loadBatchsize\":50,\"loadPoolSize\":15,\"mainstemBatchsize\":6000,"
                        + "\"mainstemClientId\":" + id
                        + ",\"parallelism\":5,\"pipeChooseType\":\"AUTOMATIC\",\"pipelineId\":" + id
                        + ",\"selectorMode\":\"Canal\",\"skipFreedom\":false,\"useBatch\":true" + more + "}', " + id);
        for (String location : List.of("SELECT", "EXTRACT", "LOAD")) {
            row("PIPELINE_NODE_RELATION", "NODE_ID, PIPELINE_ID, LOCATION", "1, " + id + ", '" + location + "'");
        }
        pair(2 * id, id, 1, 2, "SINGLE", "user", filter);
        pair(2 * id + 1, id, 1, 2, "MULTI", "order_[1-8]", "");
        row(
                "ALARM_RULE",
                "MONITOR_NAME, RECEIVER_KEY, STATUS, PIPELINE_ID, DESCRIPTION, MATCH_VALUE, PARAMETERS",
                "'DELAYTIME', 'otterteam', 'ENABLE', " + id + ", '', '600@08:00-20:00', '{\"autoRecovery\":false,"
                        + "\"intervalTime\":1800,\"recoveryThresold\":2}'");
        return this;
    }

    /** A data source of any type. */
    public OldInstallation source(int id, String name, String type, String url) {
        row(
                "DATA_MEDIA_SOURCE",
                "ID, NAME, TYPE, PROPERTIES",
                id + ", '" + name + "', '" + type
                        + "', '{\"driver\":\"com.mysql.jdbc.Driver\",\"encode\":\"UTF8\",\"gmtCreate\":"
                        + "1677585600000,\"gmtModified\":1677585600000,\"id\":" + id + ",\"name\":\"" + name
                        + "\",\"password\":\"clear\",\"type\":\"" + type + "\",\"url\":\"" + url
                        + "\",\"username\":\"otter\"}'");
        return this;
    }

    /** Another pair of a channel. */
    public OldInstallation pair(int id, int channel, int from, int to, String mode, String table, String filter) {
        for (int side : new int[] {from, to}) {
            statements.add(
                    "INSERT IGNORE INTO DATA_MEDIA (ID, NAME, NAMESPACE, PROPERTIES, DATA_MEDIA_SOURCE_ID) VALUES ("
                            + (id * 10 + side) + ", '" + table + "', 'shop" + id + "', '{\"mode\":\"" + mode
                            + "\",\"name\":\"" + table
                            + "\",\"namespace\":\"shop" + id + "\",\"source\":{\"id\":" + side + "}}', " + side + ")");
        }
        row(
                "DATA_MEDIA_PAIR",
                "ID, PULLWEIGHT, PUSHWEIGHT, RESOLVER, FILTER, SOURCE_DATA_MEDIA_ID, TARGET_DATA_MEDIA_ID, PIPELINE_ID,"
                        + " COLUMN_PAIR_MODE",
                id + ", NULL, 5, '{\"blank\":true,\"extensionDataType\":\"CLAZZ\",\"notBlank\":false}', '"
                        + (filter.isEmpty()
                                ? "{\"blank\":true,\"extensionDataType\":\"CLAZZ\",\"notBlank\":false}"
                                : filter)
                        + "', " + (id * 10 + from) + ", " + (id * 10 + to) + ", " + channel + ", 'INCLUDE'");
        return this;
    }

    /** @param digest as its manager stored passwords */
    public OldInstallation user(String name, String role, String digest) {
        row(
                "USER",
                "USERNAME, PASSWORD, AUTHORIZETYPE, DEPARTMENT, REALNAME",
                "'" + name + "', '" + digest + "', '" + role + "', '运维', '" + name + "'");
        return this;
    }

    /** Makes the database. */
    public void create(DatabaseServer server) throws SQLException, IOException {
        server.execute("CREATE DATABASE `" + database + "` DEFAULT CHARACTER SET utf8 COLLATE utf8_bin");
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            Stream<String> schema = Stream.of(
                    Files.readString(SCHEMA).replaceAll("(?m)^--.*$", "").split(";\\s*\\R"));
            for (String sql : Stream.concat(schema, statements.stream()).toList()) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private void row(String table, String columns, String values) {
        statements.add("INSERT INTO `" + table + "` (" + columns + ", GMT_CREATE, GMT_MODIFIED) VALUES (" + values
                + ", NOW(), NOW())");
    }
}
