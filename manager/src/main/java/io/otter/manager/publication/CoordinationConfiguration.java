package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.configuration.ZookeeperState;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The process's one session with ZooKeeper and what is read and written through it. */
@Configuration(proxyBeanMethods = false)
class CoordinationConfiguration {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    @Bean(destroyMethod = "close")
    Coordination coordination(ManagerSettings settings) {
        return Coordination.begin(settings.zookeeper(), SESSION_TIMEOUT);
    }

    @Bean
    ZookeeperState zookeeperState(Coordination coordination) {
        return () -> coordination.state() == SessionState.CONNECTED;
    }

    @Bean
    ConfigStore configStore(Coordination coordination) {
        return new ConfigStore(coordination);
    }

    @Bean
    ChannelControl channelControl(Coordination coordination) {
        return new ChannelControl(coordination, Clock.systemUTC());
    }

    @Bean
    Mainstem mainstem(Coordination coordination) {
        return new Mainstem(coordination, Clock.systemUTC());
    }

    @Bean
    NodeRegistry nodeRegistry(Coordination coordination) {
        return new NodeRegistry(coordination);
    }
}
