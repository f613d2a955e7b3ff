package io.otter.manager.configuration;

import io.otter.arbitrate.session.Coordination;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The manager's session with ZooKeeper, opened at start; nothing waits for it to connect. */
@Configuration(proxyBeanMethods = false)
final class ZookeeperConfiguration {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    @Bean(destroyMethod = "close")
    Coordination coordination(ManagerSettings settings) {
        return Coordination.begin(settings.zookeeper(), SESSION_TIMEOUT);
    }
}
