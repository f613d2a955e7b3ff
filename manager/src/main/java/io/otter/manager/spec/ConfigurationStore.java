package io.otter.manager.spec;

import io.otter.common.model.DataMediaSource;
import io.otter.common.secret.SecretKey;
import io.otter.manager.canal.Canal;
import io.otter.manager.canal.CanalStore;
import io.otter.manager.change.AlikeNameException;
import io.otter.manager.datasource.Group;
import io.otter.manager.datasource.GroupStore;
import io.otter.manager.datasource.Media;
import io.otter.manager.datasource.SourceStore;
import io.otter.manager.node.Node;
import io.otter.manager.node.NodeStore;
import io.otter.manager.node.Zookeeper;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.ChannelStore;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole configuration, in the manager's database. Thread-safe. */
@Component
public final class ConfigurationStore implements SmartInitializingSingleton {
    private final NodeStore nodes;
    private final GroupStore groups;
    private final SourceStore sources;
    private final CanalStore canals;
    private final ChannelStore channels;
    private final PasswordBinding binding;
    private final TransactionTemplate transaction;

    ConfigurationStore(
            NodeStore nodes,
            GroupStore groups,
            SourceStore sources,
            CanalStore canals,
            ChannelStore channels,
            SecretKey key,
            PlatformTransactionManager transactions) {
        this.nodes = nodes;
        this.groups = groups;
        this.sources = sources;
        this.canals = canals;
        this.channels = channels;
        binding = new PasswordBinding(key);
        transaction = new TransactionTemplate(transactions);
    }

    /** A consistent snapshot. */
    public Configuration read() {
        return binding.bound(Objects.requireNonNull(transaction.execute(status -> stored())));
    }

    private Configuration stored() {
        return new Configuration(
                nodes.zookeepers(),
                nodes.nodes(),
                groups.groups(),
                sources.sources(),
                sources.medias(),
                canals.canals(),
                channels.channels());
    }

    /**
     * Inserts or replaces all of it, or nothing.
     *
     * @throws AlikeNameException with a name that the database takes for another's
     */
    void save(Configuration wanted) {
        transaction.executeWithoutResult(status -> {
            for (Zookeeper zookeeper : wanted.zookeepers()) {
                AlikeNameException.writing(zookeeper.name(), () -> nodes.save(zookeeper));
            }
            for (Node node : wanted.nodes()) {
                AlikeNameException.writing(node.name(), () -> nodes.save(node));
            }
            for (Group group : wanted.groups()) {
                AlikeNameException.writing(group.name(), () -> groups.save(group));
            }
            for (DataMediaSource source : wanted.sources()) {
                AlikeNameException.writing(source.name(), () -> sources.save(source));
            }
            for (Canal canal : wanted.canals()) {
                AlikeNameException.writing(canal.name(), () -> canals.save(canal));
            }
            for (Channel channel : wanted.channels()) {
                AlikeNameException.writing(channel.name(), () -> channels.save(channel));
            }
        });
    }

    /** Deletes the thing of this kind and name. */
    void delete(Kind kind, String name) {
        Configuration configured = read();
        transaction.executeWithoutResult(status -> {
            switch (kind) {
                case ZOOKEEPERS -> configured.zookeeper(name).ifPresent(nodes::delete);
                case NODES -> configured.node(name).ifPresent(nodes::delete);
                case GROUPS -> configured.group(name).ifPresent(groups::delete);
                case SOURCES -> configured.source(name).ifPresent(sources::delete);
                case CANALS -> configured.canal(name).ifPresent(canals::delete);
                case CHANNELS -> configured.channel(name).ifPresent(channels::delete);
            }
        });
    }

    /** @throws AlikeNameException likewise */
    void rename(Media media) {
        AlikeNameException.writing(media.text(), () -> sources.rename(media));
    }

    void deleteMedia(long id) {
        sources.deleteMedia(id);
    }

    /** Runs before anything is published. */
    @Override
    public void afterSingletonsInstantiated() {
        renewPasswords();
    }

    /**
     * Encrypts all passwords for their servers and with the present key, once: other managers wait for it.
     *
     * @return how many were changed
     */
    public int renewPasswords() {
        return Objects.requireNonNull(transaction.execute(status -> {
            sources.lock();
            canals.lock();
            Configuration before = stored();
            Configuration after = binding.renewed(before);
            List<DataMediaSource> changedSources = after.sources().stream()
                    .filter(source -> !before.sources().contains(source))
                    .toList();
            List<Canal> changedCanals = after.canals().stream()
                    .filter(canal -> !before.canals().contains(canal))
                    .toList();
            changedSources.forEach(sources::savePassword);
            changedCanals.forEach(canals::savePassword);
            sources.encryptUnused();
            binding.report(after);
            return changedSources.size() + changedCanals.size();
        }));
    }

    /** How many passwords cannot be decrypted. */
    public int unreadable() {
        return binding.unreadable(read());
    }
}
