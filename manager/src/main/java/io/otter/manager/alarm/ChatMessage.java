package io.otter.manager.alarm;

import io.otter.common.json.Json;
import io.otter.manager.parameter.Chat;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Notices in the form that a robot of a group chat takes.
 *
 * @param address to post to
 * @param body JSON
 */
record ChatMessage(URI address, byte[] body) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String CUT = "\n…";

    /** @param secret empty for no signature */
    static ChatMessage of(Chat.Kind kind, String address, String secret, List<Notice> notices, Instant now) {
        String text = "Otter\n" + notices.stream().map(Notice::line).collect(Collectors.joining("\n"));
        return switch (kind) {
            case DINGTALK -> {
                long millis = now.toEpochMilli();
                String signed = secret.isEmpty()
                        ? address
                        : address + (address.contains("?") ? "&" : "?") + "timestamp=" + millis + "&sign="
                                + URLEncoder.encode(signature(secret, millis + "\n" + secret), StandardCharsets.UTF_8);
                yield message(signed, Map.of("msgtype", "text", "text", Map.of("content", cut(text, 18_000))));
            }
            case FEISHU -> {
                Map<String, Object> body = new LinkedHashMap<>();
                if (!secret.isEmpty()) {
                    long seconds = now.getEpochSecond();
                    body.put("timestamp", Long.toString(seconds));
                    body.put("sign", signature(seconds + "\n" + secret, ""));
                }
                body.put("msg_type", "text");
                body.put("content", Map.of("text", cut(text, 18_000)));
                yield message(address, body);
            }
            case WECOM -> message(address, Map.of("msgtype", "text", "text", Map.of("content", cut(text, 2_048))));
            case SLACK ->
                message(
                        address,
                        Map.of(
                                "text",
                                cut(
                                        text.replace("&", "&amp;")
                                                .replace("<", "&lt;")
                                                .replace(">", "&gt;"),
                                        35_000)));
        };
    }

    /** Whether the robot has taken it: all but Slack answer 200 with a code of their own. */
    static String refusal(Chat.Kind kind, String answer) {
        if (kind == Chat.Kind.SLACK) {
            return "";
        }
        try {
            JsonNode said = Json.MAPPER.readTree(answer);
            JsonNode code = kind == Chat.Kind.FEISHU
                    ? said.path("code").isMissingNode() ? said.path("StatusCode") : said.path("code")
                    : said.path("errcode");
            String why = said.path(kind == Chat.Kind.FEISHU ? "msg" : "errmsg").asString("");
            return code.isNumber() && code.asInt() == 0 ? "" : code.asString("") + " " + why;
        } catch (JacksonException e) {
            return "not the answer of a robot";
        }
    }

    private static ChatMessage message(String address, Map<String, ?> body) {
        return new ChatMessage(URI.create(address), Json.write(body));
    }

    /** To so many bytes of UTF-8, since robots refuse more. */
    private static String cut(String text, int most) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= most) {
            return text;
        }
        int left = most - CUT.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (left < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end) + CUT;
    }

    private static String signature(String key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing from this Java", e);
        }
    }
}
