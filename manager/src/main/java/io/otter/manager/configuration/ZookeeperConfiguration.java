package io.otter.manager.configuration;

import io.otter.arbitrate.session.Coordination;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The manager's session with ZooKeeper, opened at start; nothing waits for it to connect. */
@Configuration(proxyBeanMethods = false)
final class ZookeeperConfiguration {
    @Bean(destroyMethod = "close")
    Coordination coordination(ManagerSettings settings) {
        return Coordination.begin(settings.zookeeper(), settings.secretKey());
    }
}
