package io.otter.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeHttpTest {
    @Test
    void aTokenKeepsEverythingButThatTheProcessAnswersFromOthers() throws Exception {
        try (NodeHttp http =
                new NodeHttp("127.0.0.1", 0, Optional.of("水獺"), () -> Map.of("nid", 1), () -> new byte[] {'m'})) {
            assertThat(get(http, "health", null).body()).isEqualTo("{}");
            HttpResponse<String> refused = get(http, "metrics", null);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"otter\"");
            assertThat(refused.body()).isEmpty();
            for (String wrong : new String[] {"Bearer ", "Bearer x", "Basic abc", "x"}) {
                assertThat(get(http, "metrics", wrong).statusCode()).as(wrong).isEqualTo(401);
            }
        }
        try (NodeHttp http =
                new NodeHttp("127.0.0.1", 0, Optional.of("secret"), () -> Map.of("nid", 1), () -> new byte[] {'m'})) {
            assertThat(get(http, "health", "Bearer secret").body()).isEqualTo("{\"nid\":1}");
            assertThat(get(http, "metrics", "Bearer secret").body()).isEqualTo("m");
            assertThat(get(http, "metrics", "bearer secret").body()).isEqualTo("m");
            assertThat(get(http, "metrics", "Bearer secre").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void withoutATokenAnybodyReadsMetricsAndNobodyWritesThem() throws Exception {
        try (NodeHttp http = new NodeHttp("127.0.0.1", 0, Optional.empty(), () -> Map.of(), () -> new byte[] {'m'})) {
            HttpResponse<String> read = get(http, "metrics", null);
            assertThat(read.body()).isEqualTo("m");
            assertThat(read.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(get(http, "metrics/x", null).statusCode()).isEqualTo(404);
            HttpResponse<String> head = HttpClient.newHttpClient()
                    .send(
                            request(http, "health")
                                    .method("HEAD", BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(get(http, "metrics?module=x", null).body()).isEqualTo("m");
            HttpResponse<String> posted = HttpClient.newHttpClient()
                    .send(request(http, "metrics").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
            assertThat(posted.statusCode()).isEqualTo(405);
            assertThat(posted.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void itListensOnTheAddressThatWasAskedForAndOnNoOther() throws Exception {
        try (NodeHttp http = new NodeHttp("127.0.0.2", 0, Optional.empty(), () -> Map.of(), () -> new byte[] {'m'})) {
            HttpRequest there = HttpRequest.newBuilder(URI.create("http://127.0.0.2:" + http.port() + "/metrics"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(there, BodyHandlers.ofString())
                            .body())
                    .isEqualTo("m");
            assertThatThrownBy(() -> get(http, "metrics", null)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void whoAsksSlowlyKeepsNobodyElseWaiting() throws Exception {
        try (NodeHttp http = new NodeHttp("127.0.0.1", 0, Optional.empty(), () -> Map.of(), () -> new byte[] {'m'});
                Socket slow = new Socket("127.0.0.1", http.port());
                Socket slower = new Socket("127.0.0.1", http.port())) {
            slow.getOutputStream().write("GET /metrics HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            slower.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
            assertThat(get(http, "metrics", null).body()).isEqualTo("m");
        }
    }

    private static HttpResponse<String> get(NodeHttp http, String path, @Nullable String authorization)
            throws Exception {
        HttpRequest.Builder request = request(http, path);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(NodeHttp http, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/" + path))
                .timeout(Duration.ofSeconds(10));
    }
}
