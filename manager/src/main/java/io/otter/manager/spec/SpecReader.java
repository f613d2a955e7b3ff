package io.otter.manager.spec;

import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.database.ConnectionOptions;
import io.otter.database.SslMode;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Group;
import io.otter.manager.node.Node;
import io.otter.manager.node.Zookeeper;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Validates a whole document against itself and the stored configuration. Not thread-safe. */
final class SpecReader {
    /** Replaces passwords in an export; when read, it means the stored password. */
    static final String HIDDEN = "***";

    private static final String SSL_MODE = "sslMode";

    private static final int DEFAULT_PORT = 3306;
    private static final int DEFAULT_NODE_PORT = 2088;
    private static final long MAX_SERVER_ID = 4_294_967_295L;
    private static final int LONGEST_SERVERS = 1_000;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final ServerAddress NOWHERE = new ServerAddress("", 0);

    private final Configuration stored;
    private final SecretKey key;
    private final PasswordPlaces places;
    private final List<SpecError> errors = new ArrayList<>();
    private final Set<String> typedPasswords = new HashSet<>();

    SpecReader(Configuration stored, SecretKey key) {
        this.stored = stored;
        places = new PasswordPlaces(stored);
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
        List<Zookeeper> zookeepers = fields.objects("zookeepers", false, this::zookeeper);
        fields.noDuplicates(
                "zookeepers", zookeepers.stream().map(Zookeeper::name).toList());
        List<Zookeeper> allZookeepers = merge(stored.zookeepers(), zookeepers, Zookeeper::name);
        List<Node> nodes = fields.objects("nodes", false, node -> node(node, allZookeepers));
        fields.noDuplicates("nodes", nodes.stream().map(Node::name).toList());
        fields.noDuplicates(
                "nodes", nodes.stream().map(node -> "nid " + node.nid()).toList());
        List<Group> groups = fields.objects("groups", false, this::group);
        fields.noDuplicates("groups", groups.stream().map(Group::name).toList());
        List<Group> allGroups = merge(stored.groups(), groups, Group::name);
        List<DataMediaSource> sources = fields.objects("sources", false, source -> source(source, allGroups));
        fields.noDuplicates(
                "sources", sources.stream().map(DataMediaSource::name).toList());
        List<DataMediaSource> allSources = merge(stored.sources(), sources, DataMediaSource::name);
        List<Canal> canals = fields.objects("canals", false, canal -> canal(canal, allSources, allGroups));
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
            errors.addAll(new KeptPasswords(stored, wanted, typedPasswords).check());
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
        List<String> servers = fields.texts("servers", true);
        for (int i = 0; i < servers.size(); i++) {
            address(fields, "servers[" + i + "]", servers.get(i));
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
        String ip = host(fields, "ip");
        return new Node(nid, name, ip, fields.number("port", Limits.PORT, DEFAULT_NODE_PORT), zookeeper);
    }

    private Group group(SpecFields fields) {
        String name = fields.name("name");
        if (!name.isEmpty() && !name.matches("[\\w.-]{1,64}")) {
            fields.error("name", "wrong.groupName");
        }
        String text = fields.name("master");
        ServerAddress master =
                text.isBlank() ? NOWHERE : address(fields, "master", text).orElse(NOWHERE);
        ServerAddress standby = fields.has("standby")
                ? address(fields, "standby", fields.text("standby", "")).orElse(null)
                : null;
        if (master.equals(standby)) {
            fields.error("standby", "wrong.standby");
        }
        String description = fields.text("description", "");
        if (description.length() > LONGEST_DESCRIPTION) {
            fields.error("description", "wrong.long", LONGEST_DESCRIPTION);
        }
        return new Group(stored.group(name).map(Group::id).orElse(0L), name, master, standby, description);
    }

    /** The group that a source or canal names instead of an address; null if it names none. */
    private static @Nullable Group named(SpecFields fields, List<Group> groups) {
        String name = fields.optionalText("group").orElse("");
        Group group = Configuration.find(groups, Group::name, name).orElse(null);
        if (!name.isEmpty() && group == null) {
            fields.error("group", "wrong.group", name);
        }
        return group;
    }

    private DataMediaSource source(SpecFields fields, List<Group> groups) {
        String name = fields.name("name");
        Optional<DataMediaSource> present = stored.source(name);
        SourceType type = fields.constant("type", SourceType.class, SourceType.MYSQL);
        boolean grouped = fields.has("group");
        Group group = named(fields, groups);
        for (String key : grouped ? List.of("host", "port") : List.<String>of()) {
            if (fields.has(key)) {
                fields.error(key, "wrong.grouped");
            }
        }
        ServerAddress address = grouped
                ? group == null ? NOWHERE : group.master()
                : new ServerAddress(host(fields, "host"), fields.number("port", Limits.PORT, DEFAULT_PORT));
        String username = fields.name("username");
        Secret password = Optional.ofNullable(password(
                        fields,
                        present.map(DataMediaSource::password).orElse(null),
                        present.map(places::of).orElse(Set.of())))
                .orElse(Secret.NONE);
        Map<String, String> options = encrypted(fields.map("options"), address.host(), present.orElse(null));
        try {
            Objects.requireNonNull(ConnectionOptions.parse(options));
        } catch (IllegalArgumentException e) {
            fields.error("options", "wrong.options", String.valueOf(e.getMessage()));
        }
        return new DataMediaSource(
                present.map(DataMediaSource::id).orElse(0L),
                name,
                type,
                address.host(),
                address.port(),
                username,
                password,
                options,
                group == null ? null : group.name());
    }

    /** A source that names no mode has that of new ones, unless it is stored without, as earlier versions did. */
    private static Map<String, String> encrypted(
            Map<String, String> options, String host, @Nullable DataMediaSource present) {
        boolean isOld = present != null
                && present.host().equalsIgnoreCase(host)
                && !present.options().containsKey(SSL_MODE);
        if (isOld || options.containsKey(SSL_MODE) || SslMode.ofNew(host) == SslMode.PREFERRED) {
            return options;
        }
        Map<String, String> all = new TreeMap<>(options);
        all.put(SSL_MODE, SslMode.ofNew(host).name());
        return all;
    }

    private Canal canal(SpecFields fields, List<DataMediaSource> sources, List<Group> groups) {
        String name = fields.name("name");
        if (!name.isEmpty() && !name.matches("[^/\\s\\p{Cntrl}\\x{10000}-\\x{10FFFF}]+|.{201,}")
                || name.equals(".")
                || name.equals("..")) {
            fields.error("name", "wrong.canalName");
        }
        Optional<Canal> present = stored.canal(name);
        String source = fields.optionalText("source").orElse(null);
        if (source != null
                && Configuration.find(sources, DataMediaSource::name, source).isEmpty()) {
            fields.error("source", "wrong.source", source);
        }
        Group group = named(fields, groups);
        List<ServerAddress> addresses = addresses(fields);
        if (group != null && !addresses.isEmpty()) {
            fields.error("addresses", "wrong.addresses");
        }
        String username = fields.optionalText("username").orElse(null);
        Secret password = password(
                fields,
                present.map(Canal::password).orElse(null),
                present.map(places::of).orElse(Set.of()));
        if (source == null && (addresses.isEmpty() && group == null || username == null)) {
            fields.error("", "wrong.canal.incomplete");
        }
        return new Canal(
                present.map(Canal::id).orElse(0L),
                name,
                source,
                group == null ? null : group.name(),
                addresses,
                username,
                password,
                start(fields),
                serverId(fields),
                fields.flag("tsdb", false));
    }

    private @Nullable Secret password(SpecFields fields, @Nullable Secret present, Set<PasswordPlace> places) {
        if (!fields.has("password")) {
            return null;
        }
        String clearText = fields.text("password", "");
        if (clearText.equals(HIDDEN)) {
            if (present == null) {
                fields.error("password", "wrong.password");
            }
            return present;
        }
        typedPasswords.add(fields.at(""));
        return present != null && isSame(present, places, clearText)
                ? present
                : key.encrypt(clearText, PasswordPlace.TYPED);
    }

    private boolean isSame(Secret present, Set<PasswordPlace> places, String clearText) {
        try {
            return key.decrypt("", present, places).equals(clearText);
        } catch (OtterException e) {
            return false; // otter.secret.key was changed: the document is the chance to fix it
        }
    }

    private static List<ServerAddress> addresses(SpecFields fields) {
        List<ServerAddress> addresses = new ArrayList<>();
        List<String> texts = fields.texts("addresses", false);
        for (int i = 0; i < texts.size(); i++) {
            address(fields, "addresses[" + i + "]", texts.get(i)).ifPresent(addresses::add);
        }
        return addresses;
    }

    private static Optional<ServerAddress> address(SpecFields fields, String path, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        String port = text.substring(colon + 1);
        if (!isHost(host) || !port.matches("\\d{1,5}") || !Limits.PORT.allows(Long.parseLong(port))) {
            fields.error(path, "wrong.address");
            return Optional.empty();
        }
        return Optional.of(new ServerAddress(host, Integer.parseInt(port)));
    }

    private static String host(SpecFields fields, String key) {
        String host = fields.name(key);
        if (!host.isEmpty() && !isHost(host)) {
            fields.error(key, "wrong.host");
        }
        return host;
    }

    private static boolean isHost(String host) {
        return host.matches("[A-Za-z0-9_.-]{1,255}|(?=.*:)[0-9A-Fa-f:.]{2,45}(%\\w+)?");
    }

    private static StartPosition start(SpecFields fields) {
        JsonNode raw = fields.raw("start");
        if (!fields.has("start")) {
            return new StartPosition.Latest();
        }
        try {
            return StartPosition.of(Json.MAPPER.treeToValue(raw, Object.class));
        } catch (IllegalArgumentException e) {
            fields.error("start", "wrong.start");
            return new StartPosition.Latest();
        }
    }

    private static @Nullable Long serverId(SpecFields fields) {
        if (!fields.has("slaveId")) {
            return null;
        }
        JsonNode raw = fields.raw("slaveId");
        if (!raw.isIntegralNumber() || !raw.canConvertToLong() || raw.asLong() < 1 || raw.asLong() > MAX_SERVER_ID) {
            fields.error("slaveId", "wrong.number", 1, MAX_SERVER_ID);
            return null;
        }
        return raw.asLong();
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
