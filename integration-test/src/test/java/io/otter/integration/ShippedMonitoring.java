package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** What the dashboard and the alert rules ask for, and what processes that run tell. */
final class ShippedMonitoring {
    private static final Path DIRECTORY = Line.ROOT.resolve("conf/monitoring");
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:otter|sync|jvm|process)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)(=~|=)\"([^\"]*)\"");

    /** What Prometheus adds itself. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");
    /** Nothing is told of these while nothing happens, or where nobody asked for it. */
    private static final Set<String> EVENTS = Set.of(
            "otter_alarms_active",
            "otter_resync_rows",
            "otter_resync_rows_estimate",
            "otter_verify_sample_mismatch_rows");

    private ShippedMonitoring() {}

    /** Each selector finds a value with each of the labels that it names, and that are grouped by where it is alone. */
    static void requireAll(Deployment deployment, int nodeHttpPort) throws Exception {
        String login = Base64.getEncoder()
                .encodeToString(("admin:" + deployment.adminPassword()).getBytes(StandardCharsets.UTF_8));
        String told = get(deployment.address() + "/metrics", "Basic " + login)
                + get("http://127.0.0.1:" + nodeHttpPort + "/metrics", "none");
        List<String> expressions = new ArrayList<>();
        collect(new Yaml().load(Files.readString(DIRECTORY.resolve("otter-alerts.yml"))), expressions);
        collect(
                Json.MAPPER.readValue(Files.readString(DIRECTORY.resolve("otter-dashboard.json")), Map.class),
                expressions);
        assertThat(expressions).hasSizeGreaterThan(25);
        List<String> missing = new ArrayList<>();
        for (String expression : expressions) {
            for (MatchResult selector : SELECTOR.matcher(expression).results().toList()) {
                List<String> values = told.lines()
                        .filter(line -> line.matches(Pattern.quote(selector.group(1)) + "[{ ].*"))
                        .toList();
                if (values.isEmpty() && EVENTS.contains(selector.group(1))) {
                    continue;
                }
                if (values.stream().noneMatch(value -> hasLabels(value, selector.group(2), expression))) {
                    missing.add(selector.group() + " of " + expression);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean hasLabels(String value, String selected, String expression) {
        Matcher label = LABEL.matcher(selected == null ? "" : selected);
        while (label.find()) {
            boolean there = label.group(2).equals("=")
                    ? value.contains(label.group(1) + "=\"" + label.group(3) + "\"")
                    : value.contains(label.group(1) + "=\"");
            if (!there && !OF_THE_SCRAPE.contains(label.group(1))) {
                return false;
            }
        }
        Matcher grouped = GROUPED.matcher(expression);
        boolean several = SELECTOR.matcher(expression)
                        .results()
                        .map(found -> found.group(1))
                        .distinct()
                        .count()
                > 1;
        while (!several && grouped.find()) {
            for (String name : grouped.group(1).split(", *")) {
                if (!value.contains(name + "=\"") && !OF_THE_SCRAPE.contains(name)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String get(String address, String authorization) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Authorization", authorization)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(address).isEqualTo(200);
        return answer.body();
    }

    private static void collect(Object node, List<String> expressions) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("expr") instanceof String text) {
                expressions.add(text);
            }
            map.values().forEach(value -> collect(value, expressions));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, expressions));
        }
    }
}
