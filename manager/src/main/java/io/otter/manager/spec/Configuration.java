package io.otter.manager.spec;

import io.otter.common.model.DataMediaSource;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Group;
import io.otter.manager.datasource.Media;
import io.otter.manager.node.Node;
import io.otter.manager.node.Zookeeper;
import io.otter.manager.sync.Channel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A whole configuration, stored or wanted by a document. Names are compared ignoring case, as in the database. */
public record Configuration(
        List<Zookeeper> zookeepers,
        List<Node> nodes,
        List<Group> groups,
        List<DataMediaSource> sources,
        List<Media> medias,
        List<Canal> canals,
        List<Channel> channels) {
    public Configuration {
        zookeepers = List.copyOf(zookeepers);
        nodes = List.copyOf(nodes);
        groups = List.copyOf(groups);
        sources = List.copyOf(sources);
        medias = List.copyOf(medias);
        canals = List.copyOf(canals);
        channels = List.copyOf(channels);
    }

    public Optional<Zookeeper> zookeeper(String name) {
        return find(zookeepers, Zookeeper::name, name);
    }

    public Optional<Node> node(String name) {
        return find(nodes, Node::name, name);
    }

    public Optional<Node> node(int nid) {
        return nodes.stream().filter(node -> node.nid() == nid).findFirst();
    }

    public Optional<Group> group(String name) {
        return find(groups, Group::name, name);
    }

    public Optional<DataMediaSource> source(String name) {
        return find(sources, DataMediaSource::name, name);
    }

    public Optional<Canal> canal(String name) {
        return find(canals, Canal::name, name);
    }

    public Optional<Channel> channel(String name) {
        return find(channels, Channel::name, name);
    }

    public Optional<Media> media(long id) {
        return medias.stream().filter(media -> media.id() == id).findFirst();
    }

    /** The stored media of the same tables, or the given one. */
    public Media known(Media media) {
        return medias.stream().filter(media::isSame).findFirst().orElse(media);
    }

    /** This configuration with everything in {@code wanted} added, or replaced by name. */
    Configuration with(Configuration wanted) {
        return new Configuration(
                merge(zookeepers, wanted.zookeepers, Zookeeper::name),
                merge(nodes, wanted.nodes, Node::name),
                merge(groups, wanted.groups, Group::name),
                merge(sources, wanted.sources, DataMediaSource::name),
                medias,
                merge(canals, wanted.canals, Canal::name),
                merge(channels, wanted.channels, Channel::name));
    }

    private static <T> List<T> merge(List<T> stored, List<T> wanted, Function<T, String> name) {
        return Stream.concat(
                        stored.stream()
                                .filter(one ->
                                        find(wanted, name, name.apply(one)).isEmpty()),
                        wanted.stream())
                .toList();
    }

    static <T> Optional<T> find(List<T> all, Function<T, String> name, String wanted) {
        return all.stream()
                .filter(one -> name.apply(one).equalsIgnoreCase(wanted))
                .findFirst();
    }
}
