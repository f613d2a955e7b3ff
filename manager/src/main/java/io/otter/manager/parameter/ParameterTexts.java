package io.otter.manager.parameter;

import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.parameter.SystemParameters.Mail;
import io.otter.manager.parameter.SystemParameters.Security;
import io.otter.manager.parameter.SystemParameters.Webhook;
import io.otter.manager.text.Text;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Converts parameters to form fields and back, with an error per field. One thread at a time. */
final class ParameterTexts {
    static final String DEFAULT_RECEIVER = "defaultReceiver";
    static final String RECEIVERS = "receivers";
    static final String INTERVAL = "intervalSeconds";
    static final String RETENTION = "retentionDays";
    static final String MAIL_HOST = "mailHost";
    static final String MAIL_PORT = "mailPort";
    static final String MAIL_SECURITY = "mailSecurity";
    static final String MAIL_USERNAME = "mailUsername";
    static final String MAIL_PASSWORD = "mailPassword";
    static final String MAIL_FROM = "mailFrom";
    static final String WEBHOOK_URL = "webhookUrl";
    static final String WEBHOOK_SECRET = "webhookSecret";
    static final String CHATS = "chats";

    private static final int SHORTEST_SECRET = 16;

    private final Map<String, String> typed;
    private final Map<String, Text> wrong = new LinkedHashMap<>();

    private ParameterTexts(Map<String, String> typed) {
        this.typed = typed;
    }

    /** The fields as strings; secrets are empty. */
    static Map<String, String> of(SystemParameters parameters) {
        Mail mail = parameters.mail();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(DEFAULT_RECEIVER, parameters.defaultReceiver());
        texts.put(RECEIVERS, Receivers.text(parameters.receivers()).replace(";", ""));
        texts.put(INTERVAL, Integer.toString(parameters.intervalSeconds()));
        texts.put(RETENTION, Integer.toString(parameters.retentionDays()));
        texts.put(MAIL_HOST, mail.host());
        texts.put(MAIL_PORT, mail.port() == 0 ? "587" : Integer.toString(mail.port()));
        texts.put(MAIL_SECURITY, mail.security().name());
        texts.put(MAIL_USERNAME, mail.username());
        texts.put(MAIL_PASSWORD, "");
        texts.put(MAIL_FROM, mail.from());
        texts.put(WEBHOOK_URL, parameters.webhook().url());
        texts.put(WEBHOOK_SECRET, "");
        texts.put(CHATS, Chats.text(parameters.chats()));
        return texts;
    }

    /**
     * The current parameters with the entered fields applied; an empty secret keeps the current one.
     *
     * @throws ParametersInvalidException with all errors, by field
     */
    static SystemParameters parse(Map<String, String> typed, SystemParameters present, SecretKey key) {
        ParameterTexts texts = new ParameterTexts(typed);
        Map<String, List<String>> receivers = texts.receivers();
        String defaultReceiver = texts.text(DEFAULT_RECEIVER);
        if (!defaultReceiver.isEmpty() && !receivers.containsKey(defaultReceiver)) {
            texts.wrong.putIfAbsent(DEFAULT_RECEIVER, Text.of("parameters.defaultReceiver.wrong"));
        }
        SystemParameters parameters = new SystemParameters(
                defaultReceiver,
                receivers,
                texts.mail(present.mail(), key),
                texts.webhook(present.webhook(), key),
                texts.chats(present.chats(), key),
                texts.number(INTERVAL, 60, 604_800),
                texts.number(RETENTION, 1, 3_650));
        if (!texts.wrong.isEmpty()) {
            throw new ParametersInvalidException(texts.wrong);
        }
        return parameters;
    }

    private Mail mail(Mail present, SecretKey key) {
        String host = text(MAIL_HOST);
        if (host.isEmpty()) {
            return Mail.OFF;
        }
        if (!host.matches("[A-Za-z0-9._:-]{1,253}")) {
            wrong.put(MAIL_HOST, Text.of("parameters.mailHost.wrong"));
        }
        String from = text(MAIL_FROM);
        if (!isAddress(from)) {
            wrong.put(MAIL_FROM, Text.of("parameters.mailFrom.wrong"));
        }
        String security = text(MAIL_SECURITY);
        if (Stream.of(Security.values()).noneMatch(one -> one.name().equals(security))) {
            wrong.put(MAIL_SECURITY, Text.of("parameters.mailSecurity.wrong"));
            return Mail.OFF;
        }
        String username = text(MAIL_USERNAME);
        int port = number(MAIL_PORT, 1, 65_535);
        boolean isMoved = !host.equalsIgnoreCase(present.host())
                || port != present.port()
                || !username.equals(present.username())
                || !security.equals(present.security().name());
        if (isMoved && !username.isEmpty() && wouldSendStored(MAIL_PASSWORD, present.password())) {
            wrong.put(MAIL_PASSWORD, Text.of("wrong.password.moved"));
        }
        return new Mail(
                host,
                port,
                Security.valueOf(security),
                username,
                username.isEmpty()
                        ? Secret.NONE
                        : secret(MAIL_PASSWORD, present.password(), PasswordPlace.mail(host, port, username), key),
                from);
    }

    private Webhook webhook(Webhook present, SecretKey key) {
        String url = text(WEBHOOK_URL);
        if (url.isEmpty()) {
            return Webhook.OFF;
        }
        if (!isWebAddress(url)) {
            wrong.put(WEBHOOK_URL, Text.of("parameters.webhookUrl.wrong"));
        }
        String typedSecret = typed.getOrDefault(WEBHOOK_SECRET, "");
        if (typedSecret.isEmpty() ? present.secret().equals(Secret.NONE) : typedSecret.length() < SHORTEST_SECRET) {
            wrong.put(WEBHOOK_SECRET, Text.of("wrong.short", SHORTEST_SECRET));
        }
        if (!url.equals(present.url()) && wouldSendStored(WEBHOOK_SECRET, present.secret())) {
            wrong.put(WEBHOOK_SECRET, Text.of("wrong.password.moved"));
        }
        return new Webhook(url, secret(WEBHOOK_SECRET, present.secret(), PasswordPlace.webhook(url), key));
    }

    private List<Chat> chats(List<Chat> present, SecretKey key) {
        List<Text> unread = new ArrayList<>();
        List<Chat> chats = Chats.parse(typed.getOrDefault(CHATS, ""), present, key, unread);
        if (!unread.isEmpty()) {
            wrong.put(CHATS, Text.all(unread));
        }
        return chats;
    }

    private Map<String, List<String>> receivers() {
        Map<String, List<String>> receivers = new LinkedHashMap<>();
        List<Text> unread = new ArrayList<>();
        for (String line : Receivers.lines(typed.getOrDefault(RECEIVERS, ""))) {
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            List<String> addresses = Receivers.addresses(line.substring(equals + 1));
            if (key.isEmpty() || addresses.isEmpty() || !addresses.stream().allMatch(ParameterTexts::isAddress)) {
                unread.add(Text.of("parameters.receivers.wrong", line));
            } else if (receivers.put(key, addresses) != null) {
                unread.add(Text.of("parameters.receivers.twice", key));
            }
        }
        if (!unread.isEmpty()) {
            wrong.put(RECEIVERS, Text.all(unread));
        }
        return receivers;
    }

    /** Whoever may change an address must not be sent what another administrator typed. */
    private boolean wouldSendStored(String field, Secret present) {
        return typed.getOrDefault(field, "").isEmpty() && !present.equals(Secret.NONE);
    }

    private Secret secret(String field, Secret present, PasswordPlace place, SecretKey key) {
        String text = typed.getOrDefault(field, "");
        return text.isEmpty() ? present : key.encrypt(text, place);
    }

    private int number(String field, int least, int most) {
        String text = text(field);
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            wrong.put(field, Text.of("parameters.number.wrong", least, most));
            return least;
        }
        return number;
    }

    private String text(String field) {
        return typed.getOrDefault(field, "").strip();
    }

    private static boolean isAddress(String text) {
        return text.matches("[^@\\s<>,;\"]{1,64}@[^@\\s<>,;\"]{1,253}");
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
