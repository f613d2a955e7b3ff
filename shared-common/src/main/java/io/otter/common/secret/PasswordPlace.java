package io.otter.common.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a secret may be sent, and as whose. A {@link Secret} is bound to its places: beside another address or user it does not
 * decrypt.
 *
 * @param text one line without spaces around it; equal for equal places only
 */
public record PasswordPlace(String text) {
    /** Nowhere yet: of a secret that was just typed or read, until it is bound to its places. Never stored. */
    public static final PasswordPlace TYPED = new PasswordPlace("typed");

    public PasswordPlace {
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a place is one line");
        }
    }

    /** A user of a database server. */
    public static PasswordPlace database(String host, int port, String user) {
        return of("database", host, port, user);
    }

    /** A user of a mail server. */
    public static PasswordPlace mail(String host, int port, String user) {
        return of("mail", host, port, user);
    }

    /** What receives alarms. */
    public static PasswordPlace webhook(String url) {
        return new PasswordPlace("webhook " + escaped(url));
    }

    private static PasswordPlace of(String kind, String host, int port, String user) {
        return new PasswordPlace(
                kind + " " + escaped(user) + " " + escaped(host.toLowerCase(Locale.ROOT)) + " " + port);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
