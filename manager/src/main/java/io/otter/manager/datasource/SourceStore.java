package io.otter.manager.datasource;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.NamePattern;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.change.AlikeNameException;
import io.otter.manager.document.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Data media sources and their medias in the manager's database. Thread-safe. */
@Component
public final class SourceStore {
    private static final Logger log = LoggerFactory.getLogger(SourceStore.class);
    private static final Pattern URL = Pattern.compile(
            "jdbc:(?:mysql|mariadb)://(?<host>\\[[^\\]]+]|[^:/?,=]+)(?::(?<port>\\d{1,5}))?(?:[/?].*)?");
    private static final int DEFAULT_PORT = 3306;

    private static final Pattern GROUP_URL =
            Pattern.compile("jdbc:(?:mysql|mariadb)://groupKey=(?<group>[^/?&]+)(?:[/?&].*)?");

    private final SourceMapper mapper;
    private final GroupStore groups;
    private final SecretKey key;

    SourceStore(SourceMapper mapper, GroupStore groups, SecretKey key) {
        this.mapper = mapper;
        this.groups = groups;
        this.key = key;
    }

    /**
     * Those that name a group have its master's address. Sources of older versions that this one does not support
     * (Oracle, an unknown group) are left out.
     */
    public List<DataMediaSource> sources() {
        List<DataMediaSource> sources = new ArrayList<>();
        Map<String, ServerAddress> masters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        groups.groups().forEach(group -> masters.put(group.name(), group.master()));
        for (SourceMapper.SourceRow row : mapper.sources()) {
            StoredDocument properties = StoredDocument.parse(row.properties());
            String url = properties.text("url").orElse("");
            Matcher grouped = GROUP_URL.matcher(url);
            String group = grouped.matches() ? grouped.group("group") : null;
            ServerAddress address = group == null ? address(url) : masters.get(group);
            if (!row.type().equals(SourceType.MYSQL.name()) || address == null) {
                log.debug("data media source {} of type {} cannot be used", row.name(), row.type());
                continue;
            }
            sources.add(new DataMediaSource(
                    row.id(),
                    row.name(),
                    SourceType.MYSQL,
                    address.host(),
                    address.port(),
                    properties.text("username").orElse(""),
                    Passwords.read(properties.text("password").orElse(""), key),
                    options(properties),
                    group));
        }
        return sources;
    }

    /** Whether a stored URL names a server or a group, be it one that there is or not. */
    public static boolean isAddress(String url) {
        return URL.matcher(url).matches() || GROUP_URL.matcher(url).matches();
    }

    private static @Nullable ServerAddress address(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            return null;
        }
        String host = url.group("host");
        return new ServerAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                url.group("port") == null ? DEFAULT_PORT : Integer.parseInt(url.group("port")));
    }

    /** Inserts, or replaces if it has an id; unknown keys are kept. */
    public void save(DataMediaSource source) {
        String where = source.group() == null
                ? new ServerAddress(source.host(), source.port()).toString()
                : "groupKey=" + source.group();
        StoredDocument properties = StoredDocument.parse(source.id() == 0 ? null : mapper.properties(source.id()));
        if (source.id() == 0) {
            properties.put("encode", "UTF8MB4").put("driver", "com.mysql.jdbc.Driver");
        } else {
            properties.put("id", source.id());
        }
        properties
                .put("name", source.name())
                .put("type", source.type().name())
                .put("url", "jdbc:mysql://" + where)
                .put("username", source.username())
                .put("password", source.password().cipherText())
                .put("options", source.options().isEmpty() ? null : new TreeMap<>(source.options()));
        SourceMapper.SourceRow row = new SourceMapper.SourceRow(
                source.id(), source.name(), source.type().name(), properties.json());
        if (source.id() == 0) {
            mapper.insertSource(row);
        } else {
            mapper.updateSource(row);
        }
    }

    /** Deletes a source with its medias; call within a transaction, when no pair uses them any more. */
    public void delete(DataMediaSource source) {
        mapper.deleteMedias(source.id());
        mapper.deleteSource(source.id());
    }

    /** Until the end of the transaction nobody else changes sources. */
    public void lock() {
        mapper.lock();
    }

    /** Stores only the source's password. */
    public void savePassword(DataMediaSource source) {
        StoredDocument properties = StoredDocument.parse(mapper.properties(source.id()));
        properties.put("password", source.password().cipherText());
        mapper.updateSource(new SourceMapper.SourceRow(
                source.id(), source.name(), source.type().name(), properties.json()));
        log.info("the password of data source {} is now encrypted for its server only", source.name());
    }

    /** Encrypts clear text of sources that {@link #sources} leaves out; it can be sent nowhere before it is typed again. */
    public void encryptUnused() {
        Set<Long> used = sources().stream().map(DataMediaSource::id).collect(Collectors.toSet());
        for (SourceMapper.SourceRow row : mapper.sources()) {
            StoredDocument properties = StoredDocument.parse(row.properties());
            String password = properties.text("password").orElse("");
            if (!used.contains(row.id()) && !Secret.is(password)) {
                PasswordPlace nowhere = PasswordPlace.database("", 0, row.name());
                properties.put("password", key.encrypt(password, nowhere).cipherText());
                mapper.updateSource(new SourceMapper.SourceRow(row.id(), row.name(), row.type(), properties.json()));
                log.info("the password of data source {}, which cannot be used, is now encrypted", row.name());
            }
        }
    }

    public List<Media> medias() {
        return mapper.medias().stream().map(SourceStore::media).toList();
    }

    /** The id of the media, inserting it if it has none; call within a transaction. */
    public long save(Media media) {
        if (media.id() != 0) {
            return media.id();
        }
        return mapper.like(media.source(), media.schema(), media.table()).stream()
                .map(SourceStore::media)
                .filter(media::isSame)
                .map(Media::id)
                .findFirst()
                .orElseGet(() -> insert(media));
    }

    /** Renames a stored media; pairs keep using it. Unknown keys are kept. */
    public void rename(Media media) {
        String properties = named(StoredDocument.parse(mapper.mediaProperties(media.id())), media);
        mapper.updateMedia(
                new SourceMapper.MediaRow(media.id(), media.source(), media.schema(), media.table()), properties);
    }

    /** Deletes a media that no pair uses any more. */
    public void deleteMedia(long id) {
        mapper.deleteMedia(id);
    }

    private static Media media(SourceMapper.MediaRow row) {
        return new Media(row.id(), row.source(), row.schema(), row.table());
    }

    private long insert(Media media) {
        AlikeNameException.writing(
                media.text(),
                () -> mapper.insertMedia(
                        media.source(), media.schema(), media.table(), named(StoredDocument.empty(), media)));
        return mapper.lastId();
    }

    private static String named(StoredDocument properties, Media media) {
        return properties
                .put("name", media.table())
                .put("namespace", media.schema())
                .put("mode", mode(media.table()))
                .json();
    }

    private static String mode(String table) {
        NamePattern pattern = NamePattern.parse(table);
        if (pattern instanceof NamePattern.Plain) {
            return "SINGLE";
        }
        return pattern instanceof NamePattern.Family ? "MULTI" : "WILDCARD";
    }

    private static Map<String, String> options(StoredDocument properties) {
        Map<String, String> options = new TreeMap<>();
        properties
                .get("options")
                .properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().asString("")));
        return options;
    }
}
