package io.otter.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeHttpTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aTokenKeepsEverythingButThatTheProcessAnswersFromOthers() throws Exception {
        try (NodeHttp http =
                new NodeHttp("127.0.0.1", 0, Optional.of("t0ken"), () -> Map.of("nid", 7), () -> "lag 1")) {
            HttpResponse<String> health = get(http, "health", "");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).isEqualTo("{}");
            assertThat(health.headers().firstValue("Otter-Process"))
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(get(http, "metrics", "").statusCode()).isEqualTo(401);
            assertThat(get(http, "metrics", "Bearer wrong").statusCode()).isEqualTo(401);
            assertThat(get(http, "metrics", "Bearer t0ken").body()).isEqualTo("lag 1");
            assertThat(get(http, "health", "Bearer t0ken").body()).contains("7");
        }
    }

    @Test
    void whoAsksSlowlyKeepsNobodyElseWaiting() throws Exception {
        try (NodeHttp http = new NodeHttp("127.0.0.1", 0, Optional.empty(), () -> Map.of(), () -> "lag 1");
                Socket slow = new Socket("127.0.0.1", http.port());
                Socket slower = new Socket("127.0.0.1", http.port())) {
            slow.getOutputStream().write("GET /metrics HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            slower.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
            assertThat(get(http, "metrics", "").body()).isEqualTo("lag 1");
        }
    }

    private HttpResponse<String> get(NodeHttp http, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/" + path))
                .timeout(Duration.ofSeconds(10));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
