package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An identity provider whose users may log in to the pages.
 *
 * @param issuer as the provider spells it
 * @param name of the provider on the log-in page
 * @param scopes to ask for, with {@code openid}
 * @param userClaim names the user
 * @param rolesClaim has a string or a list of strings; a path into objects has dots
 * @param admins values of the claim that make an administrator; operators and viewers likewise
 * @param address where browsers reach the manager; empty for what their requests say
 */
public record OidcSettings(
        URI issuer, String name, Client client, List<String> scopes, Claims claims, Optional<URI> address) {
    private static final String ISSUER = "otter.oidc.issuer";
    private static final String ADDRESS = "otter.oidc.address";

    /** How the manager proves itself to the provider. */
    public record Client(String id, String secret) {
        @Override
        public String toString() {
            return "Client[" + id + "]";
        }
    }

    /** What of a user's claims counts. */
    public record Claims(String user, String roles, List<String> admins, List<String> operators, List<String> viewers) {
        public Claims {
            admins = List.copyOf(admins);
            operators = List.copyOf(operators);
            viewers = List.copyOf(viewers);
        }
    }

    public OidcSettings {
        scopes = List.copyOf(scopes);
    }

    /** Empty without an issuer. */
    static Optional<OidcSettings> from(ConfigurationFile configuration) {
        return configuration.find(ISSUER).map(issuer -> read(configuration, issuer));
    }

    private static OidcSettings read(ConfigurationFile configuration, String issuer) {
        URI uri = url(ISSUER, issuer);
        if (!uri.getScheme().equals("https") && !isHere(uri.getHost())) {
            throw wrong(ISSUER, issuer, "must begin with https://, or name this host");
        }
        Claims claims = new Claims(
                configuration.text("otter.oidc.claim.user", "preferred_username"),
                configuration.text("otter.oidc.claim.roles", "roles"),
                values(configuration, "otter.oidc.admins"),
                values(configuration, "otter.oidc.operators"),
                values(configuration, "otter.oidc.viewers"));
        if (claims.admins().isEmpty()
                && claims.operators().isEmpty()
                && claims.viewers().isEmpty()) {
            throw wrong(ISSUER, issuer, "lets nobody in without otter.oidc.admins, .operators or .viewers");
        }
        return new OidcSettings(
                uri,
                configuration.text("otter.oidc.name", uri.getHost()),
                new Client(
                        configuration.text("otter.oidc.client.id"), configuration.text("otter.oidc.client.secret", "")),
                Stream.concat(Stream.of("openid"), configuration.list("otter.oidc.scopes", "profile").stream())
                        .distinct()
                        .toList(),
                claims,
                configuration.find(ADDRESS).map(address -> url(ADDRESS, address)));
    }

    /** Separated by commas; names of groups may have spaces. */
    private static List<String> values(ConfigurationFile configuration, String key) {
        return Stream.of(configuration.text(key, "").split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static URI url(String key, String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw wrong(key, text, "is no address like https://login.example.com/realm");
    }

    private static boolean isHere(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static OtterException wrong(String key, String value, String why) {
        return new OtterException(ErrorCode.CONFIGURATION, key + " = " + value + " " + why + ".");
    }
}
