package io.otter.manager.wizard;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.SslMode;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Limits;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server as entered.
 *
 * @param known name of a stored server, empty for a new one
 * @param address {@code host} or {@code host:port}
 * @param tls name of an {@link SslMode}; empty for that of new servers
 */
record ServerForm(String known, String address, String user, String password, String tls) {
    private static final Pattern ADDRESS =
            Pattern.compile("(?<host>[A-Za-z0-9_.-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::(?<port>\\d{1,5}))?");
    private static final int DEFAULT_PORT = 3306;

    static final ServerForm EMPTY = new ServerForm("", "", "", "", "");

    /** @param side what the names of its fields begin with */
    static ServerForm of(String side, Map<String, String> fields) {
        return new ServerForm(
                fields.getOrDefault(side + "Known", ""),
                fields.getOrDefault(side + "Address", ""),
                fields.getOrDefault(side + "User", ""),
                fields.getOrDefault(side + "Password", ""),
                fields.getOrDefault(side + "Tls", ""));
    }

    /** The form that makes this server. */
    static ServerForm of(DataMediaSource server, SecretKey key) {
        return server.id() == 0
                ? new ServerForm(
                        "",
                        new ServerAddress(server.host(), server.port()).toString(),
                        server.username(),
                        key.decrypt(
                                server.name(),
                                server.password(),
                                PasswordPlace.database(server.host(), server.port(), server.username())),
                        server.options().getOrDefault("sslMode", ""))
                : new ServerForm(server.name(), "", "", "", "");
    }

    /** Message key of the error in the field, null when there is none. */
    public @Nullable String wrongAddress() {
        return known.isEmpty() && parsed().isEmpty() ? "wizard.address.wrong" : null;
    }

    /** Likewise. */
    public @Nullable String wrongUser() {
        return known.isEmpty() && user.isBlank() ? "wizard.user.wrong" : null;
    }

    /** The server; empty when a field is invalid or the stored server no longer exists. */
    Optional<DataMediaSource> server(Configuration configured, SecretKey key) {
        if (!known.isEmpty()) {
            return configured.source(known);
        }
        if (user.isBlank()) {
            return Optional.empty();
        }
        return parsed().map(found -> {
            String host = found.group("host").replaceAll("[\\[\\]]", "");
            int port = found.group("port") == null ? DEFAULT_PORT : Integer.parseInt(found.group("port"));
            return new DataMediaSource(
                    0,
                    name(configured, host + ":" + port),
                    SourceType.MYSQL,
                    host,
                    port,
                    user,
                    key.encrypt(password, PasswordPlace.database(host, port, user)),
                    Map.of("sslMode", mode(host).name()));
        });
    }

    /** What the form offers, from the safest. */
    public static List<String> modes() {
        return Stream.of(SslMode.values())
                .sorted(Comparator.reverseOrder())
                .map(SslMode::name)
                .toList();
    }

    private SslMode mode(String host) {
        return modes().contains(tls) ? SslMode.valueOf(tls) : SslMode.ofNew(host);
    }

    private Optional<Matcher> parsed() {
        Matcher matcher = ADDRESS.matcher(address.strip());
        return matcher.matches()
                        && (matcher.group("port") == null || Limits.PORT.allows(Long.parseLong(matcher.group("port"))))
                ? Optional.of(matcher)
                : Optional.empty();
    }

    private static String name(Configuration configured, String address) {
        String name = address;
        for (int i = 2; configured.source(name).isPresent(); i++) {
            name = address + " (" + i + ")";
        }
        return name;
    }
}
