package io.otter.manager.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The dashboard and the alert rules that are shipped, as Prometheus and Grafana read them. */
class MonitoringFilesTest {
    private static final Path DIRECTORY = Path.of("../conf/monitoring");

    /** The metrics with this prefix that a dashboard or a rule names. */
    static Set<String> metrics(String prefix) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String expression : expressions()) {
            names.addAll(Promql.metrics(expression));
        }
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    @Test
    void everyExpressionCanBeParsed() throws Exception {
        assertThat(expressions())
                .hasSizeGreaterThan(25)
                .allSatisfy(expression -> assertThat(Promql.metrics(expression))
                        .as(expression)
                        .allMatch(name -> name.matches("(otter|sync|jvm|process)_[a-z_]+|up")));
        assertThat(metrics("sync_")).contains("sync_rows_total", "sync_retries_total");
        assertThatThrownBy(() -> Promql.metrics("sum by (channel (otter_pipeline_up)"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Promql.metrics("otter_pipeline_up{channel=a}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyAlertSaysWhereAndHowSevereItIs() throws Exception {
        JsonNode rules = alerts().at("/groups/0/rules");
        assertThat(rules).hasSizeGreaterThan(8).allSatisfy(rule -> {
            assertThat(rule.path("alert").asString("")).matches("Otter[A-Za-z]+");
            assertThat(rule.at("/labels/severity").asString("")).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asString("")).contains("{{ $");
            assertThat(rule.path("for").asString("1m")).matches("[0-9]+[smh]");
        });
    }

    @Test
    void panelsAreTitledAndDoNotOverlap() throws Exception {
        List<JsonNode> panels = new ArrayList<>();
        dashboard().path("panels").forEach(panels::add);
        assertThat(panels).hasSizeGreaterThan(10).allSatisfy(panel -> {
            assertThat(panel.path("title").asString("")).isNotBlank();
            assertThat(panels.stream().filter(other -> overlap(panel, other))).containsExactly(panel);
        });
    }

    private static boolean overlap(JsonNode one, JsonNode other) {
        return reaches(one, other, "x", "w") && reaches(one, other, "y", "h");
    }

    private static boolean reaches(JsonNode one, JsonNode other, String from, String length) {
        int begin = one.at("/gridPos/" + from).asInt();
        int another = other.at("/gridPos/" + from).asInt();
        return begin < another + other.at("/gridPos/" + length).asInt()
                && another < begin + one.at("/gridPos/" + length).asInt();
    }

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        collect(dashboard(), expressions);
        collect(alerts(), expressions);
        return expressions;
    }

    private static JsonNode dashboard() throws IOException {
        return new JsonMapper().readTree(Files.readString(DIRECTORY.resolve("otter-dashboard.json")));
    }

    private static JsonNode alerts() throws IOException {
        return new YAMLMapper().readTree(Files.readString(DIRECTORY.resolve("otter-alerts.yml")));
    }

    private static void collect(JsonNode node, List<String> expressions) {
        if (node.path("expr").isString()) {
            expressions.add(node.path("expr").asString());
        }
        node.forEach(child -> collect(child, expressions));
    }
}
