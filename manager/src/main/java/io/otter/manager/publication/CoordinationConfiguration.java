package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.TreeMark;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.schema.UnknownTables;
import io.otter.arbitrate.session.Coordination;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stores that use the process's session with ZooKeeper. */
@Configuration(proxyBeanMethods = false)
class CoordinationConfiguration {
    @Bean
    ConfigStore configStore(Coordination coordination) {
        return new ConfigStore(coordination);
    }

    @Bean
    TreeMark treeMark(Coordination coordination) {
        return new TreeMark(coordination);
    }

    @Bean
    ChannelControl channelControl(Coordination coordination) {
        return new ChannelControl(coordination, Clock.systemUTC());
    }

    @Bean
    DdlQuestions ddlQuestions(Coordination coordination) {
        return new DdlQuestions(coordination);
    }

    @Bean
    UnknownTables unknownTables(Coordination coordination) {
        return new UnknownTables(coordination);
    }

    @Bean
    Mainstem mainstem(Coordination coordination) {
        return new Mainstem(coordination, Clock.systemUTC());
    }

    @Bean
    Drains drains(Coordination coordination) {
        return new Drains(coordination, Clock.systemUTC());
    }

    @Bean
    NodeRegistry nodeRegistry(Coordination coordination) {
        return new NodeRegistry(coordination);
    }
}
