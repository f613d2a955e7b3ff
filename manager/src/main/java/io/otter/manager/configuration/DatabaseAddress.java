package io.otter.manager.configuration;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parsed value of {@code otter.database.driver.url}. The URL itself never reaches a driver, since drivers support
 * options that read files or load classes.
 *
 * @param address of the server
 * @param schema the manager's database
 * @param options from the allow-list, with lower-case names
 */
public record DatabaseAddress(ServerAddress address, String schema, Map<String, String> options) {
    private static final String KEY = "otter.database.driver.url";
    private static final Pattern URL = Pattern.compile(
            "jdbc:(?:mysql|mariadb)://(\\[[0-9a-fA-F:.]+]|[\\p{Alnum}._-]+)(?::(\\d{1,5}))?/([^/?;#]+)(?:\\?(.*))?");
    /** Options used by installations of alibaba/otter; only those for TLS have an effect. */
    private static final Set<String> ALLOWED = Set.of(
            "usessl",
            "sslmode",
            "requiressl",
            "verifyservercertificate",
            "useunicode",
            "characterencoding",
            "servertimezone",
            "connectiontimezone",
            "allowpublickeyretrieval",
            "autoreconnect",
            "zerodatetimebehavior",
            "rewritebatchedstatements",
            "connecttimeout",
            "sockettimeout");

    private static final Set<String> TLS_MODES =
            Set.of("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY");

    public DatabaseAddress {
        options = Map.copyOf(options);
    }

    /** @throws OtterException if the URL is not for MySQL or MariaDB, or has an option that is not allowed */
    public static DatabaseAddress parse(String url) {
        Matcher matcher = URL.matcher(url.strip());
        if (!matcher.matches()) {
            throw bad("is no jdbc:mysql://host:port/database URL");
        }
        int port = matcher.group(2) == null ? 3306 : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65_535) {
            throw bad("has port " + port + ", which is not from 1 to 65535");
        }
        String host = matcher.group(1).replace("[", "").replace("]", "");
        DatabaseAddress address = new DatabaseAddress(
                new ServerAddress(host, port),
                matcher.group(3),
                options(matcher.group(4) == null ? "" : matcher.group(4)));
        if (!TLS_MODES.contains(address.tlsMode())) {
            throw bad("has sslMode=" + address.tlsMode() + ", which is none of " + TLS_MODES);
        }
        return address;
    }

    /** {@code DISABLED}, {@code PREFERRED}, {@code REQUIRED}, {@code VERIFY_CA} or {@code VERIFY_IDENTITY}. */
    public String tlsMode() {
        String mode = options.get("sslmode");
        if (mode != null) {
            return mode.toUpperCase(Locale.ROOT);
        }
        if ("false".equalsIgnoreCase(options.get("usessl"))) {
            return "DISABLED";
        }
        if ("true".equalsIgnoreCase(options.get("verifyservercertificate"))) {
            return "VERIFY_CA";
        }
        return "true".equalsIgnoreCase(options.get("requiressl")) ? "REQUIRED" : "PREFERRED";
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String part : query.split("&")) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!ALLOWED.contains(name.toLowerCase(Locale.ROOT))) {
                throw bad("has option " + name + ", which is not allowed");
            }
            options.put(name.toLowerCase(Locale.ROOT), equals < 0 ? "" : part.substring(equals + 1));
        }
        return options;
    }

    private static OtterException bad(String what) {
        return new OtterException(ErrorCode.CONFIGURATION, KEY + " " + what + ".");
    }
}
