package io.otter.manager.alarm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.stereotype.Component;

/**
 * Posts to an address that {@link AlarmAddress} allows, and connects to just what was checked. It follows no redirect, and reads
 * only so much for so long. Where this JVM is told to use a proxy, that looks the address up, and says what may be reached.
 * Thread-safe.
 */
@Component
final class AlarmPost implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final CloseableHttpClient client = client();

    record Answer(int status, String body) {
        boolean isGood() {
            return status / 100 == 2;
        }
    }

    Answer send(URI address, Map<String, String> headers, byte[] body) throws IOException {
        HttpPost post = new HttpPost(address);
        headers.forEach(post::setHeader);
        post.setEntity(new ByteArrayEntity(body, null));
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                post::cancel, CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        try {
            return client.execute(post, answer -> new Answer(answer.getCode(), text(answer.getEntity())));
        } catch (IOException e) {
            if (post.isCancelled()) {
                throw new SocketTimeoutException("no whole answer within " + LIMIT.toSeconds() + " s");
            }
            throw e;
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private static String text(HttpEntity entity) throws IOException {
        return entity == null ? "" : new String(entity.getContent().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }

    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .useSystemProperties()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setConnectionReuseStrategy((request, answer, context) -> false) // alarms are rare
                .setUserAgent("otter")
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setDnsResolver(new CheckedAddresses())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                                .setSocketTimeout((int) LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                                .build())
                        .build())
                .build();
    }

    /** What the client connects to. */
    private static final class CheckedAddresses extends SystemDefaultDnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return AlarmAddress.checked(host, host, super.resolve(host)).toArray(InetAddress[]::new);
        }
    }
}
