package io.otter.integration.chaos;

import io.otter.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks each manager each second how the channel is, and keeps what it says. */
final class Sampler implements AutoCloseable {
    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stop;

    /**
     * What a manager said between two times in milliseconds.
     *
     * @param delayMillis null when unknown
     * @param lastError null when nothing is wrong
     */
    record Sample(
            String manager,
            long from,
            long to,
            String state,
            boolean running,
            @Nullable Long delayMillis,
            @Nullable String lastError,
            String reason,
            String whole) {
        @Override
        public String toString() {
            return Instant.ofEpochMilli(from) + " " + manager + ": " + whole;
        }
    }

    Sampler(List<Managers.Address> managers) {
        for (Managers.Address manager : managers) {
            Thread thread = new Thread(() -> sample(manager), "sampler-" + manager.name());
            threads.add(thread);
            thread.start();
        }
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** One line a sample. */
    void write(Path file) {
        try (Writer writer = Files.newBufferedWriter(file)) {
            for (Sample sample : samples) {
                writer.write(sample + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says what one manager says now. @throws RuntimeException when it does not answer */
    static Sample ask(Managers.Address manager) {
        long from = System.currentTimeMillis();
        String answer = manager.get("/channels/" + Site.CHANNEL + "/status");
        long to = System.currentTimeMillis();
        JsonNode channel = Json.MAPPER.readTree(answer);
        JsonNode pipeline = channel.get("pipelines").get(0);
        JsonNode error = pipeline.get("lastError");
        JsonNode delay = pipeline.get("delayMillis");
        return new Sample(
                manager.name(),
                from,
                to,
                pipeline.get("health").get("state").asString(),
                pipeline.get("running").asBoolean(),
                delay.isNull() ? null : delay.asLong(),
                error.isNull() ? null : error.get("code").asString(),
                channel.get("reason").asString(),
                answer);
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void sample(Managers.Address manager) {
        while (!stop) {
            try {
                samples.add(ask(manager));
            } catch (RuntimeException e) {
                // No answer is no lie.
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }
}
