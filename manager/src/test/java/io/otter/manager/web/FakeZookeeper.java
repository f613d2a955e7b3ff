package io.otter.manager.web;

import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.configuration.ZookeeperState;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** ZooKeeper as far as the pages care: at port 1 nobody answers, elsewhere somebody does. */
@Component
@Primary
final class FakeZookeeper implements ZookeeperState {
    private final boolean connected;

    FakeZookeeper(ManagerSettings settings) {
        connected = settings.zookeeper().stream().noneMatch(server -> server.endsWith(":1"));
    }

    @Override
    public boolean isConnected() {
        return connected;
    }
}
