package io.otter.manager.parameter;

import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.common.secret.Sha256;
import io.otter.manager.document.StoredDocument;
import io.otter.manager.parameter.SystemParameters.Mail;
import io.otter.manager.parameter.SystemParameters.Security;
import io.otter.manager.parameter.SystemParameters.Webhook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The single row of table SYSTEM_PARAMETER; keys of alibaba/otter are kept. Thread-safe. */
@Component
public final class ParameterStore {
    private static final Logger log = LoggerFactory.getLogger(ParameterStore.class);
    private static final String RECEIVERS = "alarmReceiver";
    private static final String INSTALLATION = "installation";
    private static final String KEYS = "nodeKeyGenerations";

    private final ParameterMapper mapper;

    ParameterStore(ParameterMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * The stored parameters, with a version to detect concurrent changes.
     *
     * @param version of what is stored
     */
    record Stored(SystemParameters parameters, String version) {}

    /** Defaults for everything that is not stored. */
    public SystemParameters read() {
        return stored().parameters();
    }

    Stored stored() {
        String value = mapper.value();
        StoredDocument document = StoredDocument.parse(value);
        JsonNode mail = document.get("mail");
        JsonNode webhook = document.get("webhook");
        return new Stored(
                new SystemParameters(
                        document.text("defaultAlarmReceiveKey").orElse(""),
                        Receivers.stored(document.get(RECEIVERS)),
                        mail.path("host").asString("").isEmpty() ? Mail.OFF : mail(mail),
                        new Webhook(
                                webhook.path("url").asString(""),
                                new Secret(webhook.path("secret").asString(""))),
                        Chats.stored(document.get("chats")),
                        document.number("alarmIntervalSeconds", SystemParameters.DEFAULT_INTERVAL_SECONDS),
                        document.number("statisticsRetentionDays", SystemParameters.DEFAULT_RETENTION_DAYS)),
                version(value));
    }

    private static String version(@Nullable String value) {
        return value == null ? "" : Sha256.shortHex(value);
    }

    /** @return false, without saving, if the stored ones are no longer those of {@code version} */
    boolean save(SystemParameters parameters, String version) {
        String value = mapper.value();
        if (!version(value).equals(version)) {
            return false;
        }
        String json = StoredDocument.parse(value)
                .put("defaultAlarmReceiveKey", parameters.defaultReceiver())
                .put(RECEIVERS, parameters.receivers().isEmpty() ? null : Receivers.text(parameters.receivers()))
                .put("mail", parameters.mail().isOn() ? document(parameters.mail()) : null)
                .put("webhook", parameters.webhook().isOn() ? document(parameters.webhook()) : null)
                .put("chats", Chats.document(parameters.chats()))
                .put("alarmIntervalSeconds", parameters.intervalSeconds())
                .put("statisticsRetentionDays", parameters.retentionDays())
                .json();
        return value == null ? mapper.insert(json) == 1 : mapper.replace(value, json) == 1;
    }

    /** How many secrets cannot be decrypted. */
    int unreadable(SecretKey key) {
        SystemParameters present = read();
        return (key.canDecrypt(present.mail().password()) ? 0 : 1)
                + (key.canDecrypt(present.webhook().secret()) ? 0 : 1)
                + (int) present.chats().stream()
                        .filter(chat -> !chat.isReadable(key))
                        .count();
    }

    /** Binds secrets of earlier versions to where they are sent, and renews those under another key. @return how many */
    int renewSecrets(SecretKey key) {
        while (true) {
            Stored stored = stored();
            SystemParameters present = stored.parameters();
            Mail mail = present.mail();
            Webhook webhook = present.webhook();
            if (key.isCurrent(mail.password())
                    && key.isCurrent(webhook.secret())
                    && present.chats().stream().allMatch(chat -> chat.isCurrent(key))) {
                return 0;
            }
            SystemParameters renewed = new SystemParameters(
                    present.defaultReceiver(),
                    present.receivers(),
                    mail.with(key.renewed("the mail server", mail.password(), List.of(mail.place()))),
                    new Webhook(webhook.url(), key.renewed("the webhook", webhook.secret(), List.of(webhook.place()))),
                    present.chats().stream().map(chat -> chat.renewed(key)).toList(),
                    present.intervalSeconds(),
                    present.retentionDays());
            if (save(renewed, stored.version())) {
                log.info("the secrets of the alarms' mail server, webhook and chats are now encrypted for these only");
                return 1;
            }
        }
    }

    /** The stored identity of the installation, or this one, which is stored then. */
    String installation(Supplier<String> made) {
        while (true) {
            String value = mapper.value();
            Optional<String> stored = StoredDocument.parse(value).text(INSTALLATION);
            if (stored.isPresent()) {
                return stored.get();
            }
            String json =
                    StoredDocument.parse(value).put(INSTALLATION, made.get()).json();
            if (value == null) {
                mapper.insert(json);
            } else {
                mapper.replace(value, json);
            }
        }
    }

    /** Generations of nodes' keys by nid; a node that is missing has its first, 0. One that is deleted keeps its own. */
    public Map<Integer, Integer> keyGenerations() {
        return keyGenerations(StoredDocument.parse(mapper.value()));
    }

    /** Begins the next generation of a node's key, and returns it. */
    public int nextKeyGeneration(int nid) {
        while (true) {
            String value = mapper.value();
            StoredDocument document = StoredDocument.parse(value);
            Map<Integer, Integer> generations = keyGenerations(document);
            int next = generations.merge(nid, 1, Integer::sum);
            String json = document.put(KEYS, generations).json();
            if ((value == null ? mapper.insert(json) : mapper.replace(value, json)) == 1) {
                return next;
            }
        }
    }

    private static Map<Integer, Integer> keyGenerations(StoredDocument document) {
        Map<Integer, Integer> generations = new TreeMap<>();
        document.get(KEYS)
                .properties()
                .forEach(entry -> generations.put(
                        Integer.valueOf(entry.getKey()), entry.getValue().asInt()));
        return generations;
    }

    private static Mail mail(JsonNode mail) {
        return new Mail(
                mail.path("host").asString(""),
                mail.path("port").asInt(587),
                Security.valueOf(mail.path("security").asString(Security.STARTTLS.name())),
                mail.path("username").asString(""),
                new Secret(mail.path("password").asString("")),
                mail.path("from").asString(""));
    }

    private static Map<String, Object> document(Mail mail) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("host", mail.host());
        document.put("port", mail.port());
        document.put("security", mail.security());
        document.put("username", mail.username());
        document.put("password", mail.password().cipherText());
        document.put("from", mail.from());
        return document;
    }

    private static Map<String, Object> document(Webhook webhook) {
        return Map.of("url", webhook.url(), "secret", webhook.secret().cipherText());
    }

    /** alibaba/otter has one row, with the id 1. */
    @Mapper
    interface ParameterMapper {
        @Select("SELECT VALUE FROM SYSTEM_PARAMETER WHERE ID = 1")
        @Nullable
        String value();

        @Insert(
                "INSERT IGNORE INTO SYSTEM_PARAMETER (ID, VALUE, GMT_CREATE, GMT_MODIFIED) VALUES (1, #{json}, NOW(), NOW())")
        int insert(String json);

        @Update("UPDATE SYSTEM_PARAMETER SET VALUE = #{json}, GMT_MODIFIED = NOW() WHERE ID = 1"
                + " AND BINARY VALUE = BINARY #{before}")
        int replace(@Param("before") String before, @Param("json") String json);
    }
}
