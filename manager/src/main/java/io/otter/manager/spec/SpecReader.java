package io.otter.manager.spec;

import io.otter.common.model.DataMediaSource;
import io.otter.common.secret.SecretKey;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Group;
import io.otter.manager.node.Node;
import io.otter.manager.node.Zookeeper;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Validates a whole document against itself and the stored configuration. Not thread-safe. */
final class SpecReader {
    /** Replaces passwords in an export; when read, it means the stored password. */
    static final String HIDDEN = "***";

    private static final int DEFAULT_NODE_PORT = 2088;
    private static final int LONGEST_SERVERS = 1_000;

    private final Configuration stored;
    private final SecretKey key;
    private final TypedPasswords passwords;
    private final List<SpecError> errors = new ArrayList<>();

    SpecReader(Configuration stored, SecretKey key) {
        this.stored = stored;
        passwords = new TypedPasswords(key);
        this.key = key;
    }

    /**
     * The configuration that the document describes. Things with a stored name get its id and, if unchanged, the
     * identical secret.
     *
     * @throws SpecInvalidException with all errors
     */
    Configuration read(JsonNode document) {
        SpecFields fields = new SpecFields("", document, errors);
        ServerReader servers = new ServerReader(stored, passwords);
        List<Zookeeper> zookeepers = fields.objects("zookeepers", false, this::zookeeper);
        fields.noDuplicates(
                "zookeepers", zookeepers.stream().map(Zookeeper::name).toList());
        List<Zookeeper> allZookeepers = merge(stored.zookeepers(), zookeepers, Zookeeper::name);
        List<Node> nodes = fields.objects("nodes", false, node -> node(node, allZookeepers));
        fields.noDuplicates("nodes", nodes.stream().map(Node::name).toList());
        fields.noDuplicates(
                "nodes", nodes.stream().map(node -> "nid " + node.nid()).toList());
        List<Group> groups = fields.objects("groups", false, servers::group);
        fields.noDuplicates("groups", groups.stream().map(Group::name).toList());
        List<Group> allGroups = merge(stored.groups(), groups, Group::name);
        List<DataMediaSource> sources = fields.objects("sources", false, source -> servers.source(source, allGroups));
        fields.noDuplicates(
                "sources", sources.stream().map(DataMediaSource::name).toList());
        List<DataMediaSource> allSources = merge(stored.sources(), sources, DataMediaSource::name);
        List<Canal> canals = fields.objects("canals", false, canal -> servers.canal(canal, allSources, allGroups));
        fields.noDuplicates("canals", canals.stream().map(Canal::name).toList());
        Configuration known = new Configuration(
                allZookeepers,
                merge(stored.nodes(), nodes, Node::name),
                allGroups,
                allSources,
                stored.medias(),
                merge(stored.canals(), canals, Canal::name),
                stored.channels());
        ChannelReader channelReader = new ChannelReader(known);
        List<Channel> channels = fields.objects("channels", false, channelReader::channel);
        fields.noDuplicates("channels", channels.stream().map(Channel::name).toList());
        fields.end();
        Configuration wanted = new Configuration(zookeepers, nodes, groups, sources, List.of(), canals, channels);
        if (errors.isEmpty()) {
            errors.addAll(new KeptPasswords(stored, wanted, passwords.typed()).check());
        }
        if (errors.isEmpty()) {
            wanted = new PasswordBinding(key).bound(stored, wanted, errors);
        }
        if (!errors.isEmpty()) {
            throw new SpecInvalidException(errors);
        }
        return wanted;
    }

    private Zookeeper zookeeper(SpecFields fields) {
        String name = fields.name("name");
        fields.mayBeNew(name, stored.zookeeper(name));
        List<String> servers = fields.texts("servers", true);
        for (int i = 0; i < servers.size(); i++) {
            fields.address("servers[" + i + "]", servers.get(i));
        }
        if (String.join("   ", servers).length() > LONGEST_SERVERS) {
            fields.error("servers", "wrong.servers", LONGEST_SERVERS);
        }
        return new Zookeeper(stored.zookeeper(name).map(Zookeeper::id).orElse(0L), name, servers);
    }

    private Node node(SpecFields fields, List<Zookeeper> zookeepers) {
        String name = fields.name("name");
        int nid = fields.requiredNumber("nid", Limits.NID);
        Optional<Node> present = stored.node(name);
        fields.mayBeNew(name, present);
        Optional<Node> owner = stored.node(nid);
        if (present.isPresent() && present.get().nid() != nid) {
            fields.error("nid", "wrong.nid", name, present.get().nid());
        } else if (owner.isPresent() && !owner.get().name().equalsIgnoreCase(name)) {
            fields.error("nid", "wrong.nid.taken", nid, owner.get().name());
        }
        String zookeeper = fields.optionalText("zookeeper").orElse(null);
        if (zookeeper != null
                && Configuration.find(zookeepers, Zookeeper::name, zookeeper).isEmpty()) {
            fields.error("zookeeper", "wrong.zookeeper", zookeeper);
        }
        String ip = fields.host("ip");
        return new Node(nid, name, ip, fields.number("port", Limits.PORT, DEFAULT_NODE_PORT), zookeeper);
    }

    private static <T> List<T> merge(List<T> stored, List<T> wanted, Function<T, String> name) {
        Collection<String> replaced = wanted.stream()
                .map(one -> name.apply(one).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return Stream.concat(
                        wanted.stream(),
                        stored.stream()
                                .filter(one ->
                                        !replaced.contains(name.apply(one).toLowerCase(Locale.ROOT))))
                .toList();
    }
}
