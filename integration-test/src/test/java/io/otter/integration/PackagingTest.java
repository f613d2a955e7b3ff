package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What is in {@code packaging} names files, keys and values that there are. */
class PackagingTest {
    private static final Path PACKAGING = Line.ROOT.resolve("packaging");
    private static final Pattern VARIABLE = Pattern.compile("\\bOTTER_[A-Z0-9_]+");
    private static final Pattern VALUE = Pattern.compile("\\.Values((?:\\.\\w+)+)");

    @Test
    void everyVariableIsReadBySomething() throws Exception {
        Set<String> known = new TreeSet<>();
        for (String file :
                List.of("conf/manager/otter.properties", "conf/node/otter.properties", "docs/configuration.md")) {
            Matcher key = Pattern.compile("otter(?:\\.[A-Za-z0-9]+)+").matcher(text(Line.ROOT.resolve(file)));
            while (key.find()) {
                known.add(key.group().toUpperCase(java.util.Locale.ROOT).replace('.', '_'));
            }
        }
        for (String script : List.of("process.sh", "startup.sh", "stop.sh", "status.sh")) {
            variables(text(Line.ROOT.resolve("bin").resolve(script))).forEach(known::add);
        }
        for (Path file : files()) {
            assertThat(known)
                    .as(file.toString())
                    .containsAll(variables(text(file)).toList());
        }
    }

    /** Whoever sets up hosts by a program has written some of the files before; upgrades and second tries change nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"manager", "node"})
    void maintainersScriptsLeaveWhatSomebodyWroteAndTakeItAwayWithAPurgeOnly(String process, @TempDir Path root)
            throws Exception {
        Path conf = Files.createDirectories(root.resolve("opt/otter-" + process + "/conf/monitoring"))
                .getParent();
        Files.writeString(conf.resolve("otter.properties"), "shipped");
        Files.writeString(conf.resolve("logback.xml"), "shipped");
        Files.writeString(conf.resolve("monitoring/rules.yml"), "shipped");
        Path written = Files.createDirectories(root.resolve("etc/otter-" + process));
        Files.writeString(written.resolve("environment"), "OTTER_PORT=1");
        Files.writeString(written.resolve("logback.xml"), "written");
        maintain(root, process, "postinst", "configure", "");
        assertThat(written.resolve("environment")).hasContent("OTTER_PORT=1");
        assertThat(written.resolve("logback.xml")).hasContent("written");
        assertThat(written.resolve("otter.properties")).hasContent("shipped");
        assertThat(written.resolve("monitoring/rules.yml")).hasContent("shipped");

        Files.writeString(written.resolve("otter.properties"), "written");
        Files.delete(written.resolve("logback.xml"));
        maintain(root, process, "postinst", "configure", "4.9");
        maintain(root, process, "prerm", "upgrade", "5.1");
        maintain(root, process, "postrm", "upgrade", "5.1");
        maintain(root, process, "prerm", "remove");
        maintain(root, process, "postrm", "remove");
        assertThat(written.resolve("otter.properties")).hasContent("written");
        assertThat(written.resolve("logback.xml")).doesNotExist();
        for (int i = 0; i < 2; i++) {
            maintain(root, process, "postrm", "purge");
            assertThat(written).doesNotExist();
        }
    }

    /** As dpkg runs it, below another root. */
    private static void maintain(Path root, String process, String script, String... arguments) throws Exception {
        String text = text(PACKAGING.resolve("deb").resolve(process).resolve(script))
                .replaceAll("/(?=(?:etc|opt|var|run|nonexistent)/)", root + "/");
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "chown() { :; }\nuseradd() { :; }\n" + text, script));
        command.addAll(List.of(arguments));
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).as(script + ": " + said).isZero();
    }

    @Test
    void theComposeFileNamesWhatThereIs() throws Exception {
        Path compose = PACKAGING.resolve("docker/compose.yml");
        Map<String, Object> document = new Yaml().load(text(compose));
        Map<String, Map<String, Object>> services = at(document, "services");
        Map<String, Object> volumes = at(document, "volumes");
        services.forEach((name, service) -> {
            boolean checked = service.containsKey("healthcheck");
            if (service.get("build") instanceof Map<?, ?> build) {
                Path context = compose.getParent()
                        .resolve(String.valueOf(build.get("context")))
                        .normalize();
                Path file = context.resolve(String.valueOf(build.get("dockerfile")));
                assertThat(file).as(name).isRegularFile();
                assertThat(context).isEqualTo(Line.ROOT);
                assertThat(text(file)).contains("HEALTHCHECK");
                checked = true;
            }
            if (service.get("volumes") instanceof List<?> mounts) {
                mounts.forEach(mount -> assertThat(volumes)
                        .as(name)
                        .containsKey(String.valueOf(mount).replaceFirst(":.*", "")));
            }
            for (Map<String, Object> other : services.values()) {
                if (other.get("depends_on") instanceof Map<?, ?> needs && needs.get(name) instanceof Map<?, ?> needed) {
                    assertThat(checked || !"service_healthy".equals(needed.get("condition")))
                            .as(name + " says when it is healthy")
                            .isTrue();
                }
            }
            if (service.get("depends_on") instanceof Map<?, ?> needs) {
                needs.keySet().forEach(needed -> assertThat(services).containsKey(String.valueOf(needed)));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"manager", "node"})
    void theDockerfilesCopyWhatTheBuildMakes(String process) {
        String file = text(PACKAGING.resolve("docker/Dockerfile." + process));
        String tarball = process + "/target/otter-" + process + "-*.tar.gz";
        assertThat(file).contains("COPY " + tarball).contains("USER 10001");
        assertThat(text(Line.ROOT.resolve(".dockerignore")).lines()).contains("*", "!" + tarball);
        assertThat(text(Line.ROOT.resolve(process + "/pom.xml"))).contains("<artifactId>otter-" + process + "<");
        Matcher script = Pattern.compile("/opt/otter/bin/([\\w.]+)").matcher(file);
        while (script.find()) {
            assertThat(Line.ROOT.resolve("bin").resolve(script.group(1))).isExecutable();
        }
    }

    @Test
    void theChartRendersToDocumentsOfKubernetes() {
        Path chart = PACKAGING.resolve("helm/otter");
        Map<String, Object> values = new Yaml().load(text(chart.resolve("values.yaml")));
        Map<String, Object> about = new Yaml().load(text(chart.resolve("Chart.yaml")));
        assertThat(about).containsKeys("apiVersion", "name", "version", "appVersion");
        Set<String> used = new TreeSet<>();
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Path template : files()) {
            if (!template.startsWith(chart.resolve("templates"))) {
                continue;
            }
            Matcher value = VALUE.matcher(text(template));
            while (value.find()) {
                used.add(value.group(1).substring(1));
            }
            new Yaml()
                    .loadAll(new ChartTemplate(values, "shop").render(text(template)))
                    .forEach(object -> objects.add(cast(object)));
        }
        assertThat(used)
                .allSatisfy(path ->
                        assertThat(ChartTemplate.value(values, path)).as(path).isNotNull());
        assertThat(leaves("", values))
                .as("a value that nothing uses")
                .allMatch(leaf -> used.stream().anyMatch(leaf::startsWith));

        Map<String, Set<String>> kinds = new LinkedHashMap<>();
        for (Map<String, Object> object : objects) {
            Map<String, Object> metadata = at(object, "metadata");
            assertThat(kinds.computeIfAbsent(String.valueOf(object.get("kind")), kind -> new TreeSet<>())
                            .add(String.valueOf(metadata.get("name"))))
                    .isTrue();
        }
        assertThat(kinds.get("Service")).contains("shop-manager", "shop-managers", "shop-node");
        assertThat(kinds.get("StatefulSet")).containsExactly("shop-manager", "shop-node");
        for (Map<String, Object> object : objects) {
            if (object.get("kind").equals("StatefulSet")) {
                requireWhole(object);
                assertThat(kinds.get("Service"))
                        .contains(String.valueOf(ChartTemplate.value(object, "spec.serviceName")));
            } else {
                requireReachable(object, objects);
            }
        }
    }

    /** As nodes report to each manager, and not to one of them that a service chooses. */
    @Test
    void aPodOfANodeKnowsItsIdAndEveryManager() throws Exception {
        Path chart = PACKAGING.resolve("helm/otter");
        Map<String, Object> values = new Yaml().load(text(chart.resolve("values.yaml")));
        List<Map<String, Object>> documents = new ArrayList<>();
        new Yaml()
                .loadAll(new ChartTemplate(values, "shop").render(text(chart.resolve("templates/node.yaml"))))
                .forEach(document -> documents.add(cast(document)));
        Map<String, Object> container = containers(documents.get(1)).get(0);
        List<String> command = at(container, "command");
        String script = command.get(2).replaceFirst("exec .*", "echo \"\\$OTTER_NODE_NID \\$OTTER_MANAGER_ADDRESS\"");
        assertThat(script).isNotEqualTo(command.get(2));
        ProcessBuilder shell = new ProcessBuilder(command.get(0), command.get(1), script);
        shell.environment().putAll(Map.of("HOSTNAME", "shop-node-1", "MANAGER", "shop-manager", "MANAGERS", "2"));
        String said = new String(shell.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.strip()).isEqualTo("2 shop-manager-0.shop-managers:1099,shop-manager-1.shop-managers:1099");
    }

    /** Ports are the same in the images, in the chart, and in the configuration that is described. */
    @Test
    void portsAndPathsAreThoseOfTheProcesses() {
        String described = text(Line.ROOT.resolve("docs/configuration.md"));
        assertThat(described)
                .contains("| `otter.port` | `8080` |")
                .contains("| `otter.communication.manager.port` | `1099` |")
                .contains("`otter.node.http.bind` | `2089`, ");
        assertThat(text(PACKAGING.resolve("docker/Dockerfile.manager"))).contains("EXPOSE 8080 1099\n");
        assertThat(text(PACKAGING.resolve("docker/Dockerfile.node"))).contains("EXPOSE 2088 2089\n");
        for (String process : List.of("manager", "node")) {
            assertThat(text(PACKAGING.resolve("docker/Dockerfile." + process)))
                    .as("any user of group 0 writes there")
                    .contains("mkdir -p /data /logs && chown otter:0 /data /logs && chmod g+rwX /data /logs\n");
        }
        assertThat(text(Line.ROOT.resolve("bin/process.sh"))).contains("GET /health ");
        Map<String, List<Integer>> expected = Map.of("manager", List.of(8080, 1099), "node", List.of(2088, 2089));
        expected.forEach((process, ports) -> {
            String template = text(PACKAGING.resolve("helm/otter/templates/" + process + ".yaml"));
            assertThat(Pattern.compile("containerPort: (\\d+)")
                            .matcher(template)
                            .results()
                            .map(found -> Integer.valueOf(found.group(1))))
                    .containsExactlyElementsOf(ports);
            assertThat(Pattern.compile("httpGet: \\{path: (\\S+),")
                            .matcher(template)
                            .results()
                            .map(found -> found.group(1)))
                    .isNotEmpty()
                    .containsOnly("/health");
        });
        assertThat(text(PACKAGING.resolve("helm/otter/templates/node.yaml")))
                .contains("prometheus.io/port: \"2089\"", "prometheus.io/path: /metrics");
    }

    private static void requireReachable(Map<String, Object> service, List<Map<String, Object>> objects) {
        Object wanted = ChartTemplate.value(service, "spec.selector");
        Map<String, Object> pods = objects.stream()
                .filter(object -> wanted.equals(ChartTemplate.value(object, "spec.selector.matchLabels")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pods for " + service));
        Set<Object> offered = new TreeSet<>();
        for (Map<String, Object> container : containers(pods)) {
            List<Map<String, Object>> ports = at(container, "ports");
            ports.forEach(port -> offered.add(port.get("containerPort")));
        }
        List<Map<String, Object>> ports = at(at(service, "spec"), "ports");
        assertThat(ports).allSatisfy(port -> assertThat(offered).contains(port.get("port")));
    }

    private static List<Map<String, Object>> containers(Map<String, Object> object) {
        return cast(ChartTemplate.value(object, "spec.template.spec.containers"));
    }

    /** Each mount has its volume, each probe its port, and the selector finds the pods. */
    private static void requireWhole(Map<String, Object> object) {
        Map<String, Object> spec = at(object, "spec");
        Map<String, Object> template = at(spec, "template");
        Map<String, Object> pod = at(template, "spec");
        Set<String> volumes = new TreeSet<>();
        List<Map<String, Object>> plain = at(pod, "volumes");
        plain.forEach(volume -> volumes.add(String.valueOf(volume.get("name"))));
        List<Map<String, Object>> claims = cast(spec.getOrDefault("volumeClaimTemplates", List.of()));
        claims.forEach(claim -> volumes.add(String.valueOf(ChartTemplate.value(claim, "metadata.name"))));
        assertThat(ChartTemplate.value(template, "metadata.labels"))
                .isEqualTo(ChartTemplate.value(spec, "selector.matchLabels"));
        List<Map<String, Object>> containers = at(pod, "containers");
        for (Map<String, Object> container : containers) {
            List<Map<String, Object>> mounts = at(container, "volumeMounts");
            mounts.forEach(mount -> assertThat(volumes).contains(String.valueOf(mount.get("name"))));
            Set<String> ports = new TreeSet<>();
            List<Map<String, Object>> listed = at(container, "ports");
            listed.forEach(port -> ports.add(String.valueOf(port.get("name"))));
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                if (container.get(probe) instanceof Map<?, ?> found) {
                    assertThat(ports).contains(String.valueOf(ChartTemplate.value(cast(found), "httpGet.port")));
                }
            }
            assertThat(ChartTemplate.value(container, "securityContext.readOnlyRootFilesystem"))
                    .isEqualTo(true);
            assertThat(ChartTemplate.value(container, "resources.limits.memory"))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"manager", "node"})
    void theUnitsAreValid(String process, @TempDir Path directory) throws Exception {
        String unit = text(PACKAGING.resolve("systemd/otter-" + process + ".service"));
        assertThat(unit)
                .contains("ExecStart=/opt/otter-" + process + "/bin/startup.sh --foreground\n")
                .contains("Environment=OTTER_CONF=/etc/otter-" + process);
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd-analyze is not here");
        Path copy = directory.resolve("otter-" + process + ".service");
        Files.writeString(copy, unit.replaceFirst("ExecStart=.*", "ExecStart=/bin/true"));
        Process analyze = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", copy.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(analyze.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(analyze.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines().filter(line -> line.contains("otter-" + process)))
                .isEmpty();
    }

    /** As under cron and in containers, where Java would take the name of a channel for question marks. */
    @ParameterizedTest
    @CsvSource({"C, C.UTF-8", "'', C.UTF-8", "POSIX, C.UTF-8", "zh_CN.UTF-8, ''", "en_US.utf8, ''"})
    void otterctlReadsNamesInEveryLocale(String locale, String set, @TempDir Path directory) throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Files.createDirectories(directory.resolve("lib"));
        Path otterctl = Files.copy(Line.ROOT.resolve("bin/otterctl"), bin.resolve("otterctl"));
        Path program = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"$LC_ALL\"; echo \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        ProcessBuilder shell = new ProcessBuilder("sh", otterctl.toString(), "status");
        shell.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE"));
        shell.environment().putAll(Map.of("LANG", locale, "JAVA_HOME", directory.toString()));
        String said = new String(shell.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.lines().findFirst()).contains(set);
        assertThat(said).contains("-Dstdout.encoding=UTF-8", " status");
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.walk(PACKAGING)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> variables(String text) {
        return VARIABLE.matcher(text).results().map(found -> found.group());
    }

    private static List<String> leaves(String path, Map<String, Object> values) {
        List<String> leaves = new ArrayList<>();
        values.forEach((name, value) -> {
            String at = path.isEmpty() ? name : path + "." + name;
            if (value instanceof Map<?, ?> inner) {
                leaves.addAll(leaves(at, cast(inner)));
            } else {
                leaves.add(at);
            }
        });
        return leaves;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T at(Map<String, Object> map, String key) {
        assertThat(map).containsKey(key);
        return cast(map.get(key));
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value) {
        return (T) value;
    }
}
