package io.otter.benchmark.debezium;

import java.util.Map;
import java.util.Properties;

/** Debezium's settings, tuned for throughput: large batches, rewritten statements, changes of one row reduced to the last. */
record Settings(int sourcePort, int targetPort, String user, String password) {
    private static final String ROWS_PER_BATCH = "4000";

    /** Of the engine. It reads the log from its beginning and takes the tables from the DDL there. */
    Properties source() {
        Properties properties = new Properties();
        properties.setProperty("name", "bench");
        properties.setProperty("connector.class", "io.debezium.connector.mysql.MySqlConnector");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.setProperty("offset.flush.interval.ms", "1000");
        properties.setProperty("schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory");
        properties.setProperty("topic.prefix", "bench");
        properties.setProperty("database.hostname", "127.0.0.1");
        properties.setProperty("database.port", Integer.toString(sourcePort));
        properties.setProperty("database.user", user);
        properties.setProperty("database.password", password);
        properties.setProperty("database.ssl.mode", "disabled");
        properties.setProperty("database.server.id", "7001");
        properties.setProperty("database.include.list", "bench");
        properties.setProperty("snapshot.mode", "never");
        properties.setProperty("include.schema.changes", "false");
        properties.setProperty("poll.interval.ms", "10");
        properties.setProperty("max.batch.size", ROWS_PER_BATCH);
        properties.setProperty("max.queue.size", "16000");
        return properties;
    }

    /** Of the JDBC sink. */
    Map<String, String> sink() {
        return Map.ofEntries(
                Map.entry("name", "bench-sink"),
                Map.entry(
                        "connection.url",
                        "jdbc:mysql://127.0.0.1:" + targetPort
                                + "/bench?sslMode=DISABLED&allowPublicKeyRetrieval=true&rewriteBatchedStatements=true"),
                Map.entry("connection.username", user),
                Map.entry("connection.password", password),
                Map.entry("insert.mode", "upsert"),
                Map.entry("delete.enabled", "true"),
                Map.entry("primary.key.mode", "record_key"),
                Map.entry("primary.key.fields", "id"),
                Map.entry("schema.evolution", "none"),
                Map.entry("collection.name.format", "${source.table}"),
                Map.entry("batch.size", ROWS_PER_BATCH),
                Map.entry("use.reduction.buffer", "true"));
    }
}
