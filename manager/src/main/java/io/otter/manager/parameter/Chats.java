package io.otter.manager.parameter;

import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.text.Text;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Chats as lines of {@code KIND = address secret}. Stateless. */
final class Chats {
    private static final Pattern LINE =
            Pattern.compile("(?<kind>[A-Za-z]+)\\s*=\\s*(?<address>https?://\\S+)(?:\\s+(?<secret>\\S+))?");

    private Chats() {}

    static String text(List<Chat> chats) {
        return chats.stream().map(Chat::text).collect(Collectors.joining("\n"));
    }

    /** Lines that are as they were shown keep what is stored. @param unread gets what is wrong */
    static List<Chat> parse(String typed, List<Chat> present, SecretKey key, List<Text> unread) {
        List<Chat> chats = new ArrayList<>();
        for (String line : typed.lines().map(String::strip).toList()) {
            if (line.isEmpty()) {
                continue;
            }
            Optional<Chat> kept =
                    present.stream().filter(chat -> chat.text().equals(line)).findFirst();
            Chat chat = kept.orElseGet(() -> chat(line, key));
            if (chat == null) {
                // Not the line, which may have a token.
                unread.add(Text.of("parameters.chats.wrong", line.replaceFirst("[=:].*", "")));
            } else {
                chats.add(chat);
            }
        }
        return chats;
    }

    private static @Nullable Chat chat(String line, SecretKey key) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return null;
        }
        Optional<Chat.Kind> kind = Stream.of(Chat.Kind.values())
                .filter(one -> one.name().equals(parts.group("kind").toUpperCase(Locale.ROOT)))
                .findFirst();
        String address = parts.group("address");
        String secret = parts.group("secret");
        if (kind.isEmpty()
                || address.contains("***")
                || secret != null && !kind.get().signs()) {
            return null;
        }
        try {
            URI uri = URI.create(address);
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                return null;
            }
            String place = uri.getScheme() + "://" + uri.getAuthority();
            PasswordPlace receiver = PasswordPlace.webhook(place);
            return new Chat(
                    kind.get(),
                    place,
                    key.encrypt(address, receiver),
                    secret == null ? Secret.NONE : key.encrypt(secret, receiver));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static List<Chat> stored(JsonNode value) {
        List<Chat> chats = new ArrayList<>();
        for (JsonNode chat : value) {
            Stream.of(Chat.Kind.values())
                    .filter(kind -> kind.name().equals(chat.path("kind").asString("")))
                    .findFirst()
                    .ifPresent(kind -> chats.add(new Chat(
                            kind,
                            chat.path("place").asString(""),
                            new Secret(chat.path("address").asString("")),
                            new Secret(chat.path("secret").asString("")))));
        }
        return chats;
    }

    static @Nullable List<Map<String, String>> document(List<Chat> chats) {
        return chats.isEmpty()
                ? null
                : chats.stream()
                        .map(chat -> {
                            Map<String, String> document = new LinkedHashMap<>();
                            document.put("kind", chat.kind().name());
                            document.put("place", chat.place());
                            document.put("address", chat.address().cipherText());
                            document.put("secret", chat.secret().cipherText());
                            return document;
                        })
                        .toList();
    }
}
