package io.otter.manager.parameter;

import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import java.util.List;
import java.util.Map;

/**
 * Settings of the whole installation.
 *
 * @param defaultReceiver key of the receivers of rules that name none; may be empty
 * @param receivers mail addresses by key
 * @param mail how to mail alarms; off without a host
 * @param webhook where to post alarms; off without an address
 * @param chats robots that post alarms to group chats
 * @param intervalSeconds how often to repeat an active alarm unless its rule overrides it
 * @param retentionDays how long to keep log records, past alarms and ended runs
 */
public record SystemParameters(
        String defaultReceiver,
        Map<String, List<String>> receivers,
        Mail mail,
        Webhook webhook,
        List<Chat> chats,
        int intervalSeconds,
        int retentionDays) {
    static final int DEFAULT_INTERVAL_SECONDS = 1_800;
    static final int DEFAULT_RETENTION_DAYS = 30;

    public SystemParameters {
        receivers = Map.copyOf(receivers);
        chats = List.copyOf(chats);
    }

    /** The addresses for this key, else for the default; empty when there are none. */
    public List<String> addresses(String key) {
        return receivers.getOrDefault(key.isEmpty() ? defaultReceiver : key, List.of());
    }

    /** The encryption of the connection to the mail server. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    /** @param username empty if the server needs none */
    public record Mail(String host, int port, Security security, String username, Secret password, String from) {
        static final Mail OFF = new Mail("", 0, Security.STARTTLS, "", Secret.NONE, "");

        public boolean isOn() {
            return !host.isEmpty();
        }

        /** Where the password may be sent. */
        public PasswordPlace place() {
            return PasswordPlace.mail(host, port, username);
        }

        Mail with(Secret password) {
            return new Mail(host, port, security, username, password, from);
        }
    }

    /** @param secret signs the posted document; never empty when this is on */
    public record Webhook(String url, Secret secret) {
        static final Webhook OFF = new Webhook("", Secret.NONE);

        public boolean isOn() {
            return !url.isEmpty();
        }

        /** What the secret is shared with. */
        public PasswordPlace place() {
            return PasswordPlace.webhook(url);
        }
    }
}
