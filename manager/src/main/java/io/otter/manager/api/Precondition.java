package io.otter.manager.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/**
 * On what of the present state a change depends (RFC 9110, 13.1).
 *
 * @param match values of {@code If-Match}; empty for any state
 * @param noneMatch values of {@code If-None-Match}
 */
public record Precondition(List<String> match, List<String> noneMatch) {
    private static final String ANY = "*";

    public Precondition {
        match = List.copyOf(match);
        noneMatch = List.copyOf(noneMatch);
    }

    public static Precondition of(HttpServletRequest request) {
        return new Precondition(
                tags(request.getHeaders(HttpHeaders.IF_MATCH)), tags(request.getHeaders(HttpHeaders.IF_NONE_MATCH)));
    }

    /** The {@code ETag} of a version. */
    public static String tag(String version) {
        return '"' + version + '"';
    }

    /** @param version of what is there; empty if nothing is */
    public boolean holds(String version) {
        boolean matched = match.isEmpty() || isOneOf(match, version);
        return matched && !isOneOf(noneMatch, version);
    }

    private static boolean isOneOf(List<String> tags, String version) {
        return !version.isEmpty() && (tags.contains(ANY) || tags.contains(tag(version)));
    }

    private static List<String> tags(Enumeration<String> headers) {
        return Collections.list(headers).stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }
}
