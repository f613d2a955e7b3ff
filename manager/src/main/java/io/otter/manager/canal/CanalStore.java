package io.otter.manager.canal;

import io.otter.common.json.Json;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.datasource.Passwords;
import io.otter.manager.document.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Canals in the manager's database, with the keys of canal's CanalParameter. Thread-safe. */
@Component
public final class CanalStore {
    private static final Logger log = LoggerFactory.getLogger(CanalStore.class);
    private static final int DEFAULT_PORT = 3306;

    /** alibaba/otter's mode of a canal with the addresses of a group. */
    private static final String BY_GROUP = "MEDIA";

    private final CanalMapper mapper;
    private final SecretKey key;

    CanalStore(CanalMapper mapper, SecretKey key) {
        this.mapper = mapper;
        this.key = key;
    }

    public List<Canal> canals() {
        return mapper.canals().stream().map(this::canal).toList();
    }

    /** Inserts, or replaces if it has an id; unknown keys are kept. */
    public void save(Canal canal) {
        StoredDocument parameters = StoredDocument.parse(canal.id() == 0 ? null : mapper.parameters(canal.id()));
        Secret password = canal.password();
        parameters
                .put("source", canal.source())
                .put(
                        "haMode",
                        canal.group() == null
                                ? parameters
                                        .text("haMode")
                                        .filter(mode -> !mode.equals(BY_GROUP))
                                        .orElse(null)
                                : BY_GROUP)
                .put("mediaGroup", canal.group())
                .put("groupDbAddresses", canal.addresses().isEmpty() ? null : groups(canal.addresses()))
                .put("dbAddresses", null)
                .put("dbUsername", canal.username())
                .put("dbPassword", password == null ? null : password.cipherText())
                .put("start", canal.start().json())
                .put("positions", null)
                .put("slaveId", canal.serverId())
                .put("tsdbEnable", canal.tsdb());
        if (canal.id() == 0) {
            mapper.insert(new CanalMapper.CanalRow(0, canal.name(), parameters.json()));
        } else {
            mapper.update(new CanalMapper.CanalRow(canal.id(), canal.name(), parameters.json()));
        }
    }

    public void delete(Canal canal) {
        mapper.delete(canal.id());
    }

    /** Until the end of the transaction nobody else changes canals. */
    public void lock() {
        mapper.lock();
    }

    /** Stores only the canal's password. */
    public void savePassword(Canal canal) {
        Secret password = canal.password();
        StoredDocument parameters = StoredDocument.parse(mapper.parameters(canal.id()));
        parameters.put("dbPassword", password == null ? null : password.cipherText());
        mapper.update(new CanalMapper.CanalRow(canal.id(), canal.name(), parameters.json()));
        log.info("the password of canal {} is now encrypted for its servers only", canal.name());
    }

    private Canal canal(CanalMapper.CanalRow row) {
        StoredDocument parameters = StoredDocument.parse(row.parameters());
        String group = parameters
                .text("mediaGroup")
                .filter(ignored ->
                        parameters.text("haMode").filter(BY_GROUP::equals).isPresent())
                .orElse(null);
        long serverId = parameters.get("slaveId").asLong(0);
        return new Canal(
                row.id(),
                row.name(),
                parameters.text("source").orElse(null),
                group,
                group == null ? addresses(parameters) : List.of(),
                parameters.text("dbUsername").orElse(null),
                parameters
                        .text("dbPassword")
                        .map(password -> Passwords.read(password, key))
                        .orElse(null),
                start(parameters),
                serverId == 0 ? null : serverId,
                parameters.flag("tsdbEnable", false));
    }

    private static List<List<Map<String, Object>>> groups(List<ServerAddress> addresses) {
        return addresses.stream()
                .map(address -> List.<Map<String, Object>>of(Map.of(
                        "dbAddress", Map.of("address", address.host(), "port", address.port()), "type", "MYSQL")))
                .toList();
    }

    /** The first address of every group: the others are shards, which a reader of a single log cannot follow. */
    private static List<ServerAddress> addresses(StoredDocument parameters) {
        List<ServerAddress> addresses = new ArrayList<>();
        for (JsonNode group : parameters.get("groupDbAddresses")) {
            address(group.path(0).path("dbAddress")).ifPresent(addresses::add);
        }
        for (JsonNode address : parameters.get("dbAddresses")) {
            if (parameters.get("groupDbAddresses").isEmpty()) {
                address(address).ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    private static Optional<ServerAddress> address(JsonNode node) {
        if (node.isObject()) {
            return Optional.of(new ServerAddress(
                    node.path("address").asString(""), node.path("port").asInt(DEFAULT_PORT)));
        }
        String text = node.asString("").replaceFirst("^.*/", "");
        int colon = text.lastIndexOf(':');
        return colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")
                ? Optional.empty()
                : Optional.of(new ServerAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    private static StartPosition start(StoredDocument parameters) {
        StartPosition own = own(parameters.get("start"));
        if (own != null) {
            return own;
        }
        for (JsonNode stored : parameters.get("positions")) {
            JsonNode position = tree(stored);
            String gtid = position.path("gtid").asString("");
            if (!gtid.isEmpty()) {
                return new StartPosition.Gtid(gtid);
            }
            String file = position.path("journalName").asString("");
            if (!file.isEmpty()) {
                return new StartPosition.FileOffset(
                        file, Math.max(4, position.path("position").asLong(4)));
            }
            if (position.path("timestamp").asLong(0) > 0) {
                return new StartPosition.Timestamp(position.path("timestamp").asLong());
            }
        }
        return new StartPosition.Latest();
    }

    private static @Nullable StartPosition own(JsonNode start) {
        if (start.isMissingNode() || start.isNull()) {
            return null;
        }
        try {
            return StartPosition.of(Json.MAPPER.treeToValue(start, Object.class));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static JsonNode tree(JsonNode stored) {
        try {
            return stored.isString() ? Json.MAPPER.readTree(stored.asString()) : stored;
        } catch (JacksonException e) {
            return stored;
        }
    }
}
