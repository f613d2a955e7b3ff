package io.otter.quickstart;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** See {@link Wires#plain}. */
final class PlainWires implements Wires {
    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    @Override
    public List<String> serverOptions(String kind) {
        return List.of();
    }

    @Override
    public void prepare(DatabaseServer source, DatabaseServer target) {
        // everybody may do everything
    }

    @Override
    public String zookeeper(ZookeeperFixture zookeeper) {
        return zookeeper.connectString();
    }

    @Override
    public Map<String, String> environment(int nid) {
        return Map.of();
    }

    @Override
    public String databaseUrl(DatabaseServer server) {
        return "jdbc:mysql://127.0.0.1:" + server.port() + "/otter";
    }

    @Override
    public String logIn(DatabaseServer server) {
        return "username: %s, password: %s".formatted(server.user(), server.password());
    }

    @Override
    public void close() {
        // nothing is open
    }
}
