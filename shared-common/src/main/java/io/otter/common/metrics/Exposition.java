package io.otter.common.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Answers scrapes: what the process says of itself, and of its JVM. Thread-safe if what it says is. */
public final class Exposition {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** Scripts that look for 0 or 1 are older than the library, which would write 0.0 and 1.0. */
    private static final Pattern WHOLE = Pattern.compile("(?m) (-?[0-9]+)\\.0$");

    private final PrometheusRegistry jvm = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Consumer<Samples> own;

    /** @param own adds the present values at each scrape */
    public Exposition(Consumer<Samples> own) {
        this.own = own;
        JvmMetrics.builder().register(jvm);
    }

    /** The present values in UTF-8. */
    public byte[] scrape() {
        Samples samples = new Samples();
        own.accept(samples);
        String told = WHOLE.matcher(text(samples.snapshots())).replaceAll(" $1");
        return (told + text(jvm.scrape())).getBytes(StandardCharsets.UTF_8);
    }

    private String text(MetricSnapshots snapshots) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, snapshots);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
