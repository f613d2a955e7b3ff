package io.otter.quickstart;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;

/** How the parts of a {@link Deployment} reach each other, and with which rights. One thread at a time. */
public interface Wires extends AutoCloseable {
    /** In clear text, as whoever set up the servers: enough for one machine. */
    static Wires plain() {
        return new PlainWires();
    }

    /** {@code http} or {@code https}, of the manager. */
    String scheme();

    /** That trusts the manager. */
    HttpClient client();

    /** More options of a database server. @param kind like {@code mariadb-11.4} */
    List<String> serverOptions(String kind);

    /** Called when both servers run, before anything connects to them. */
    void prepare(DatabaseServer source, DatabaseServer target);

    /** What processes have as {@code otter.zookeeper.cluster.default}. */
    String zookeeper(ZookeeperFixture zookeeper);

    /** More of a process's environment. @param nid 0 for the manager */
    Map<String, String> environment(int nid);

    /** Of the manager's own database. */
    String databaseUrl(DatabaseServer server);

    /** The fields {@code username}, {@code password} and others of a source in the spec. */
    String logIn(DatabaseServer server);

    @Override
    void close();
}
