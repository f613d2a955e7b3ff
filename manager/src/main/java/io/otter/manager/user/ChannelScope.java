package io.otter.manager.user;

import com.google.re2j.Pattern;
import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * The only channels that somebody sees and runs, and so the only pages and calls: what is not named here is of all channels, and
 * closed. Immutable.
 *
 * @param channels names, in which {@code *} stands for any characters; empty for all
 */
record ChannelScope(List<String> channels) {
    private static final int MOST = 100;
    private static final int LONGEST = 200;

    private static final String CALLS = "/api/v1/channels/";
    private static final Set<String> LISTS =
            Set.of("/channels", "/live", "/approvals", "/approvals/approve", "/approvals/reject");
    private static final Set<String> CALLED_LISTS = Set.of("/api/v1/channels", "/api/v1/tokens", "/api/v1/approvals");

    ChannelScope {
        channels = List.copyOf(channels);
    }

    /**
     * What somebody typed.
     *
     * @throws RefusedException with REQUEST_INVALID if it is too much
     */
    static ChannelScope typed(List<String> channels) {
        List<String> wanted = channels.stream()
                .map(String::strip)
                .filter(channel -> !channel.isEmpty())
                .distinct()
                .toList();
        if (wanted.size() > MOST || wanted.stream().anyMatch(channel -> channel.length() > LONGEST)) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.TOKEN_CHANNELS.with(MOST, LONGEST));
        }
        return new ChannelScope(wanted);
    }

    /** As it is stored; null for all. */
    @Nullable
    String json() {
        return isAll() ? null : Json.MAPPER.writeValueAsString(channels);
    }

    boolean isAll() {
        return channels.isEmpty();
    }

    boolean covers(String channel) {
        return isAll() || channels.stream().anyMatch(pattern -> matches(pattern, channel));
    }

    /** Whether a call looks at or runs one of the channels, and does nothing else: what a channel syncs is for others to say. */
    boolean isOfCall(HttpServletRequest request) {
        String path = path(request);
        if (!path.startsWith(CALLS) || path.contains(";") || path.contains("//")) {
            return false;
        }
        // As it will be matched: a letter of a segment may be encoded as well.
        List<String> segments = Stream.of(path.substring(CALLS.length()).split("/", 3))
                .map(ChannelScope::decoded)
                .toList();
        boolean configures = !request.getMethod().equals("GET")
                && (segments.size() == 1 || segments.get(1).equals("pipelines"));
        return !configures && covers(segments.get(0));
    }

    /** Likewise, or about the user's own tokens, or lists that are filtered. */
    boolean allowsCall(HttpServletRequest request) {
        String path = path(request);
        return isAll()
                || isOfCall(request)
                || CALLED_LISTS.contains(path)
                || path.matches("/api/v1/tokens/\\d+|/api/v1/approvals/\\d+/(approve|reject)")
                || path.startsWith("/v3/api-docs");
    }

    boolean allowsPage(HttpServletRequest request) {
        String path = path(request);
        if (isAll() || OpenPaths.isOpen(path) || LISTS.contains(path) || isOwn(path)) {
            return true;
        }
        if (path.equals("/channel") || path.startsWith("/channel/")) {
            return coversOnly(request.getParameterValues("name"));
        }
        if (path.equals("/pipeline") || path.startsWith("/pipeline/")) {
            return coversOnly(request.getParameterValues("channel"));
        }
        String[] parts = path.split("/");
        return parts.length == 5
                && parts[1].equals("channels")
                && parts[3].equals("pipelines")
                && covers(decoded(parts[2]));
    }

    private static boolean isOwn(String path) {
        return path.equals("/password")
                || path.equals("/tokens")
                || path.startsWith("/tokens/")
                || path.equals("/sessions")
                || path.startsWith("/sessions/");
    }

    /** One value: of several, another might be taken than the one that was looked at. */
    private boolean coversOnly(String @Nullable [] values) {
        return values != null && values.length == 1 && covers(values[0]);
    }

    private static boolean matches(String pattern, String channel) {
        String expression =
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matches(channel);
    }

    private static String decoded(String segment) {
        return UriUtils.decode(segment, StandardCharsets.UTF_8);
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
