package io.otter.quickstart;

import io.otter.testsupport.database.DatabaseServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The demo channel: some tables with many types in schema {@code demo}, read by the first node and loaded by the last. */
final class Demo {
    static final String CHANNEL = "demo";
    private static final String[] TABLES = {"""
        CREATE TABLE IF NOT EXISTS demo.customer (
          id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
          name VARCHAR(100) CHARACTER SET utf8mb4 NOT NULL,
          city_latin1 VARCHAR(50) CHARACTER SET latin1,
          city_gbk VARCHAR(50) CHARACTER SET gbk,
          token BINARY(8),
          profile JSON,
          points BIGINT UNSIGNED,
          born DATE,
          balance DECIMAL(20,4),
          created DATETIME(3),
          updated TIMESTAMP(6) NULL)
        """, """
        CREATE TABLE IF NOT EXISTS demo.order_2025 (
          customer_id BIGINT UNSIGNED NOT NULL,
          number INT NOT NULL,
          item VARCHAR(200) NOT NULL,
          quantity INT NOT NULL,
          PRIMARY KEY (customer_id, number))
        """, "CREATE TABLE IF NOT EXISTS demo.order_2026 LIKE demo.order_2025"
    };

    private final Deployment deployment;

    Demo(Deployment deployment) {
        this.deployment = deployment;
    }

    /** Creates the tables on both sides, applies the spec and starts the channel; one that is there already goes on as it was. */
    void setUp(Path root) {
        if (deployment.api().has(CHANNEL)) {
            deployment.api().apply(deployment.sourcesDocument());
            return;
        }
        for (DatabaseServer server : new DatabaseServer[] {deployment.source(), deployment.target()}) {
            server.execute(
                    SqlScript.statements(root.resolve("sql/retl-schema.sql")).toArray(String[]::new));
            server.execute("CREATE DATABASE IF NOT EXISTS demo CHARACTER SET utf8mb4");
            server.execute(TABLES);
        }
        deployment
                .api()
                .apply(deployment.sourcesDocument()
                        + """
                        channels:
                          - name: demo
                            pipelines:
                              - name: src-to-dst
                                canal: src-log
                                select: [n1]
                                load: [n%d]
                                pairs:
                                  - from: {source: src, schema: demo, table: customer}
                                    to: {source: dst, schema: demo, table: customer}
                                  - from: {source: src, schema: demo, table: "order_.*"}
                                    to: {source: dst, schema: demo, table: ".*"}
                        """.formatted(deployment.nodes().size()));
        deployment.api().start(CHANNEL);
        awaitMainstem(Duration.ofSeconds(60));
    }

    /** A start at "latest" does not sync rows inserted before it has found its position, so it must have happened. */
    private void awaitMainstem(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        String status = deployment.api().status(CHANNEL);
        while (!status.contains("\"running\":true")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the demo channel does not run after " + limit.toSeconds() + " s: " + status);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            status = deployment.api().status(CHANNEL);
        }
    }
}
