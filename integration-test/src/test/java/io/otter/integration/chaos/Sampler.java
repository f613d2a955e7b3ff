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

/** Asks each manager each second how the pipelines of the channel are, and keeps what it says. */
final class Sampler implements AutoCloseable {
    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stop;

    /**
     * What a manager said of a pipeline between two times in milliseconds.
     *
     * @param pipeline its place in the channel, from 0
     * @param delayMillis null when unknown
     * @param lastError null when nothing is wrong
     */
    record Sample(
            String manager,
            int pipeline,
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
            return Instant.ofEpochMilli(from) + " " + manager + ", pipeline " + pipeline + ": " + whole;
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

    /** What one manager says now of each pipeline. @throws RuntimeException when it does not answer */
    static List<Sample> ask(Managers.Address manager) {
        long from = System.currentTimeMillis();
        String answer = manager.get("/channels/" + Site.CHANNEL + "/status");
        long to = System.currentTimeMillis();
        JsonNode channel = Json.MAPPER.readTree(answer);
        List<Sample> samples = new ArrayList<>();
        for (JsonNode pipeline : channel.get("pipelines")) {
            JsonNode error = pipeline.get("lastError");
            JsonNode delay = pipeline.get("delayMillis");
            samples.add(new Sample(
                    manager.name(),
                    samples.size(),
                    from,
                    to,
                    pipeline.get("health").get("state").asString(),
                    pipeline.get("running").asBoolean(),
                    delay.isNull() ? null : delay.asLong(),
                    error.isNull() ? null : error.get("code").asString(),
                    channel.get("reason").asString(),
                    answer));
        }
        return samples;
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
                samples.addAll(ask(manager));
            } catch (RuntimeException e) {
                // No answer is no lie.
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }
}
