package io.otter.common.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host name or IP address and a TCP port. */
public record ServerAddress(String host, int port) {
    private static final Pattern TEXT =
            Pattern.compile("(?:\\[(?<six>[0-9A-Fa-f:.%\\w]{2,60})]|(?<host>[\\w.-]{1,255})):(?<port>\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    /** Parses the format of {@link #toString}; empty for any other text. */
    public static Optional<ServerAddress> parse(String text) {
        Matcher found = TEXT.matcher(text.strip());
        if (!found.matches()
                || Integer.parseInt(found.group("port")) > LAST_PORT
                || Integer.parseInt(found.group("port")) < 1) {
            return Optional.empty();
        }
        String six = found.group("six");
        return Optional.of(
                new ServerAddress(six == null ? found.group("host") : six, Integer.parseInt(found.group("port"))));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
