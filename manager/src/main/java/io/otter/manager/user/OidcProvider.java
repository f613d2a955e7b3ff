package io.otter.manager.user;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.json.Json;
import io.otter.manager.configuration.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/**
 * What the identity provider says about itself, asked when somebody first wants to log in there: the manager starts without it.
 * Thread-safe.
 */
final class OidcProvider implements ClientRegistrationRepository {
    static final String ID = "oidc";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** For so long after a failure nobody asks again. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final OidcSettings settings;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    @GuardedBy("this")
    private @Nullable ClientRegistration known;

    @GuardedBy("this")
    private Instant failed = Instant.MIN;

    OidcProvider(OidcSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws IllegalStateException if the provider does not answer, or not as what it should be */
    @Override
    public synchronized @Nullable ClientRegistration findByRegistrationId(String id) {
        if (!id.equals(ID)) {
            return null;
        }
        ClientRegistration present = known;
        if (present == null) {
            if (clock.instant().isBefore(failed.plus(PAUSE))) {
                throw new IllegalStateException("the identity provider did not answer a moment ago");
            }
            try {
                present = registration(metadata());
                known = present;
            } catch (IOException | RuntimeException e) {
                failed = clock.instant();
                throw new IllegalStateException("the identity provider " + settings.issuer() + ": " + e, e);
            }
        }
        return present;
    }

    /** The algorithm of its ID tokens: RS256, which every provider should have, unless it says otherwise. */
    static SignatureAlgorithm algorithm(ClientRegistration registration) {
        Object said = registration
                .getProviderDetails()
                .getConfigurationMetadata()
                .get("id_token_signing_alg_values_supported");
        if (!(said instanceof Collection<?> names) || names.contains(SignatureAlgorithm.RS256.getName())) {
            return SignatureAlgorithm.RS256;
        }
        return Stream.of(SignatureAlgorithm.values())
                .filter(algorithm -> names.contains(algorithm.getName()))
                .findFirst()
                .orElse(SignatureAlgorithm.RS256);
    }

    private Map<String, Object> metadata() throws IOException {
        URI place =
                URI.create(settings.issuer().toString().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        try {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(place).timeout(LIMIT).build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(place + " answers " + answer.statusCode());
            }
            Map<String, Object> metadata =
                    Json.MAPPER.readerForMapOf(Object.class).readValue(answer.body());
            if (!settings.issuer().toString().equals(metadata.get("issuer"))) {
                throw new IOException(place + " is of the issuer " + metadata.get("issuer"));
            }
            return metadata;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private ClientRegistration registration(Map<String, Object> metadata) {
        String base = settings.address()
                .map(address -> address.toString().replaceFirst("/$", ""))
                .orElse("{baseUrl}");
        return ClientRegistrations.fromOidcConfiguration(metadata)
                .registrationId(ID)
                .clientId(settings.client().id())
                .clientSecret(settings.client().secret())
                .scope(settings.scopes())
                .redirectUri(base + OidcLogIn.BACK)
                .build();
    }
}
