package io.otter.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    @Test
    void namesOfAnyKindAreEscapedSoThatNoneBreaksTheScrape() {
        String text = scrape(samples -> {
            Samples.Family up = samples.gauge("otter_pipeline_up", "One line\nand another \\ one.");
            for (String name :
                    List.of("a\"b", "a\\b", "a\nb", "订单→库存", "\uD83E\uDDA6", "{x=\"1\"} 7", "", "tab\there")) {
                up.add(1, "channel", name);
            }
        });
        assertThat(text.lines().filter(line -> line.startsWith("otter_pipeline_up{")))
                .containsExactlyInAnyOrder(
                        "otter_pipeline_up{channel=\"a\\\"b\"} 1",
                        "otter_pipeline_up{channel=\"a\\\\b\"} 1",
                        "otter_pipeline_up{channel=\"a\\nb\"} 1",
                        "otter_pipeline_up{channel=\"订单→库存\"} 1",
                        "otter_pipeline_up{channel=\"\uD83E\uDDA6\"} 1",
                        "otter_pipeline_up{channel=\"{x=\\\"1\\\"} 7\"} 1",
                        "otter_pipeline_up{channel=\"\"} 1",
                        "otter_pipeline_up{channel=\"tab\there\"} 1");
        assertThat(text).contains("# HELP otter_pipeline_up One line\\nand another \\\\ one.\n");
    }

    @Test
    void whatIsUnknownIsNotZero() {
        assertThat(scrape(samples -> samples.gauge("sync_lag_seconds", "Lag.").add(Double.NaN, "channel", "a")))
                .contains("sync_lag_seconds{channel=\"a\"} NaN\n");
    }

    @Test
    void twoOfOneNameHideNoOthers() {
        assertThat(scrape(samples -> {
                    samples.gauge("otter_a", "A.").add(1, "channel", "a");
                    samples.gauge("otter_a", "A.").add(2, "channel", "a");
                    samples.gauge("otter_b", "B.").add(3);
                }))
                .contains("otter_a{channel=\"a\"} 1\n", "otter_b 3\n")
                .doesNotContain("otter_a{channel=\"a\"} 2");
    }

    @Test
    void countersAreTypedAndNamedAsSuch() {
        String text =
                scrape(samples -> samples.counter("sync_rows_total", "Rows.").add(1e15, "op", "insert"));
        assertThat(text).contains("# TYPE sync_rows_total counter\n", "sync_rows_total{op=\"insert\"} 1.0E15\n");
        assertThatThrownBy(() -> scrape(samples -> samples.counter("sync_rows", "Rows.")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theJvmIsToldOf() {
        assertThat(scrape(samples -> {}))
                .contains(
                        "jvm_memory_used_bytes{area=\"heap\"}",
                        "jvm_gc_collection_seconds",
                        "process_start_time_seconds");
    }

    @Test
    void aCountThatBeginsAnewWithEachRunOnlyGrows() {
        Growing rows = new Growing();
        rows.seen(1, "rows", 5);
        rows.seen(1, "rows", 7);
        rows.seen(1, "rows", 7);
        rows.seen(1, "rows", 2);
        rows.seen(1, "rows", 0);
        rows.seen(1, "rows", 3);
        assertThat(rows.of(1)).isEqualTo(Map.of("rows", 12.0));
        rows.add(2, "LOAD_DATA");
        rows.add(2, "LOAD_DATA");
        assertThat(rows.of(2)).isEqualTo(Map.of("LOAD_DATA", 2.0));
        rows.keep(Set.of(2L));
        assertThat(rows.of(1)).isEmpty();
    }

    private static String scrape(Consumer<Samples> own) {
        return new String(new Exposition(own).scrape(), StandardCharsets.UTF_8);
    }
}
