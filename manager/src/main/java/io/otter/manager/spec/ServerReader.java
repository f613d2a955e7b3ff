package io.otter.manager.spec;

import io.otter.common.json.Json;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.Secret;
import io.otter.database.ConnectionOptions;
import io.otter.database.SslMode;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Group;
import io.otter.manager.sync.Limits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a document says of database servers: groups, sources and canals. Not thread-safe. */
final class ServerReader {
    private static final String SSL_MODE = "sslMode";
    private static final int DEFAULT_PORT = 3306;
    private static final long MAX_SERVER_ID = 4_294_967_295L;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final ServerAddress NOWHERE = new ServerAddress("", 0);

    private final Configuration stored;
    private final PasswordPlaces places;
    private final TypedPasswords passwords;

    ServerReader(Configuration stored, TypedPasswords passwords) {
        this.stored = stored;
        this.passwords = passwords;
        places = new PasswordPlaces(stored);
    }

    Group group(SpecFields fields) {
        String name = fields.name("name");
        if (!name.isEmpty() && !name.matches("[\\w.-]{1,64}")) {
            fields.error("name", "wrong.groupName");
        }
        String text = fields.name("master");
        ServerAddress master =
                text.isBlank() ? NOWHERE : fields.address("master", text).orElse(NOWHERE);
        ServerAddress standby = fields.has("standby")
                ? fields.address("standby", fields.text("standby", "")).orElse(null)
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

    DataMediaSource source(SpecFields fields, List<Group> groups) {
        String name = fields.name("name");
        Optional<DataMediaSource> present = stored.source(name);
        fields.mayBeNew(name, present);
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
                : new ServerAddress(fields.host("host"), fields.number("port", Limits.PORT, DEFAULT_PORT));
        String username = fields.name("username");
        Secret password = Optional.ofNullable(passwords.read(
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

    Canal canal(SpecFields fields, List<DataMediaSource> sources, List<Group> groups) {
        String name = fields.name("name");
        if (!name.isEmpty() && !name.matches("[^/\\s\\p{Cntrl}\\x{10000}-\\x{10FFFF}]+|.{201,}")
                || name.equals(".")
                || name.equals("..")) {
            fields.error("name", "wrong.canalName");
        }
        Optional<Canal> present = stored.canal(name);
        fields.mayBeNew(name, present);
        String source = fields.optionalText("source").orElse(null);
        if (source != null
                && Configuration.find(sources, DataMediaSource::name, source).isEmpty()) {
            fields.error("source", "wrong.source", source);
        }
        Group group = named(fields, groups);
        List<ServerAddress> addresses = fields.addresses("addresses");
        if (group != null && !addresses.isEmpty()) {
            fields.error("addresses", "wrong.addresses");
        }
        String username = fields.optionalText("username").orElse(null);
        Secret password = passwords.read(
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
}
