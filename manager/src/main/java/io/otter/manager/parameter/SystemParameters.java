package io.otter.manager.parameter;

import io.otter.common.secret.Secret;
import java.util.List;
import java.util.Map;

/**
 * What holds for the whole installation.
 *
 * @param defaultReceiver key of the receivers of rules that name none; may be empty
 * @param receivers mail addresses by key
 * @param mail how alarms are mailed; off without a host
 * @param webhook where alarms are posted; off without an address
 * @param intervalSeconds how often a lasting alarm is told where its rule does not say
 * @param retentionDays how long statistics, log records and past alarms are kept
 */
public record SystemParameters(
        String defaultReceiver,
        Map<String, List<String>> receivers,
        Mail mail,
        Webhook webhook,
        int intervalSeconds,
        int retentionDays) {
    static final int DEFAULT_INTERVAL_SECONDS = 1_800;
    static final int DEFAULT_RETENTION_DAYS = 30;

    public SystemParameters {
        receivers = Map.copyOf(receivers);
    }

    /** The addresses of this key, else of the default one; empty when there are none. */
    public List<String> addresses(String key) {
        return receivers.getOrDefault(key.isEmpty() ? defaultReceiver : key, List.of());
    }

    /** How the connection to the mail server is protected. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    /** @param username empty where the server asks for none */
    public record Mail(String host, int port, Security security, String username, Secret password, String from) {
        static final Mail OFF = new Mail("", 0, Security.STARTTLS, "", Secret.NONE, "");

        public boolean isOn() {
            return !host.isEmpty();
        }
    }

    /** @param secret signs what is posted; never empty when it is on */
    public record Webhook(String url, Secret secret) {
        static final Webhook OFF = new Webhook("", Secret.NONE);

        public boolean isOn() {
            return !url.isEmpty();
        }
    }
}
