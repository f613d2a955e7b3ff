package io.otter.integration.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** What an operator asks of whichever manager answers. Thread-safe. */
final class Managers {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final List<Address> addresses;

    Managers(List<Address> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /** Where a manager answers, and how to log in as admin. */
    record Address(String name, int port, String password) {
        /** @throws IllegalStateException with a response other than 2xx, or without one */
        String send(String path, String method, String body, String type, Duration limit) {
            String account = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                    .timeout(limit)
                    .header("Authorization", "Basic " + account)
                    .header("Content-Type", type)
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() / 100 != 2) {
                    throw new IllegalStateException(
                            name + " " + method + " " + path + ": " + answer.statusCode() + " " + answer.body());
                }
                return answer.body();
            } catch (IOException e) {
                throw new UncheckedIOException(name + " " + method + " " + path + ": " + e, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        String get(String path) {
            return send(path, "GET", "", "application/json", Duration.ofSeconds(5));
        }
    }

    void apply(String yaml) {
        addresses.get(0).send("/spec", "PUT", yaml, "application/yaml", Duration.ofSeconds(60));
    }

    /** @throws RuntimeException when none of them does it */
    String post(String path) {
        RuntimeException refused = null;
        for (Address address : addresses) {
            try {
                return address.send(path, "POST", "", "application/json", Duration.ofSeconds(20));
            } catch (RuntimeException e) {
                if (refused == null) {
                    refused = e;
                } else {
                    refused.addSuppressed(e);
                }
            }
        }
        throw refused == null ? new IllegalStateException("no manager") : refused;
    }
}
