package io.otter.manager.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.otter.common.json.Json;
import io.otter.manager.cli.OtterCtl;
import io.otter.testsupport.documents.Markdown;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands that documents tell people to type. */
class CommandsTest {
    /** Programs of the host, of others, or of the build: not run here. */
    private static final Set<String> OTHERS = Set.of(
            "mvn",
            "useradd",
            "mkdir",
            "mv",
            "ln",
            "cp",
            "chown",
            "chmod",
            "systemctl",
            "docker",
            "helm",
            "java",
            "tar",
            "apt-get",
            "git",
            "cd",
            "mysql",
            "mysqldump",
            "echo",
            "openssl",
            "npm",
            "source",
            "export",
            "kubectl",
            "psql",
            "gpg");

    private static final Pattern WORD = Pattern.compile("\"((?:\\\\.|[^\"])*)\"|'([^']*)'|(\\S+)");
    private static final Pattern API = Pattern.compile("/api/v1(/[^\"'?\\s`]*)");
    private static final Pattern METHOD = Pattern.compile("(?:^|\\s)(?:-X|--request) +([A-Z]+)");

    /** For what commands write. */
    @TempDir
    Path scratch;

    private final List<String> called = Collections.synchronizedList(new ArrayList<>());

    @Test
    @Timeout(60)
    void everyCommandOfADocumentIsUnderstood() throws Exception {
        HttpServer manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext("/", exchange -> {
            called.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getRawPath().replaceFirst("^/api/v1", ""));
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        manager.start();
        List<String> wrong = new ArrayList<>();
        try {
            Map<String, String> environment = Map.of(
                    "OTTER_SERVER", "http://127.0.0.1:" + manager.getAddress().getPort(), "OTTER_TOKEN", "t");
            for (Markdown document : Markdown.all()) {
                for (String command : commands(document)) {
                    if (isName(command)) {
                        continue;
                    }
                    String fault = fault(command, environment);
                    if (!fault.isEmpty()) {
                        wrong.add(document.name() + ": " + command + "\n    " + fault);
                    }
                }
            }
        } finally {
            manager.stop(0);
        }
        assertThat(wrong).isEmpty();
        assertThat(called).hasSizeGreaterThan(20);
    }

    /** Only a command's name, as where a text is about it. */
    private static boolean isName(String command) {
        return command.matches("(?:bin/)?otterctl [a-z-]+( --[a-z-]+)?");
    }

    private String fault(String command, Map<String, String> environment) throws Exception {
        List<String> words = words(command);
        String program = words.get(0).replaceFirst("^(?:\\./)?bin/(?=otterctl$)", "");
        if (program.equals("otterctl")) {
            return otterctl(words.subList(1, words.size()), environment);
        }
        if (program.equals("curl")) {
            Matcher path = API.matcher(command);
            Matcher method = METHOD.matcher(command);
            return path.find()
                    ? unknown((method.find() ? method.group(1) : command.contains(" -d ") ? "POST" : "GET") + " "
                            + path.group(1))
                    : "";
        }
        if (program.matches("(?:\\./)?(?:bin|docs|benchmark|\\.ci)/\\S+")) {
            return Stream.of("", "packaging/", "node/", "manager/")
                            .anyMatch(place -> Files.exists(Markdown.ROOT.resolve(place + program)))
                    ? ""
                    : "no such file";
        }
        return OTHERS.contains(program) || program.matches("[A-Z_]+=.*") ? "" : "nobody runs it: add it to the list";
    }

    private String otterctl(List<String> words, Map<String, String> environment) throws Exception {
        String[] arguments = words.stream()
                .filter(word -> !word.equals("--watch") && !word.equals("-w") && !word.equals("--wait"))
                .map(word -> word.endsWith(".yaml") || word.equals("-")
                        ? Markdown.ROOT.resolve("docs/shop.yaml").toString()
                        : word.endsWith(".json") ? scratch.resolve(word).toString() : word)
                .toArray(String[]::new);
        StringWriter said = new StringWriter();
        int before = called.size();
        int exit = OtterCtl.run(environment, new PrintWriter(new StringWriter()), new PrintWriter(said), arguments);
        if (exit == 2) {
            return said.toString().strip();
        }
        for (String call : List.copyOf(called.subList(before, called.size()))) {
            String unknown = unknown(call);
            if (!unknown.isEmpty()) {
                return unknown;
            }
        }
        return "";
    }

    /** Whether the description of the API knows the call. */
    private static String unknown(String call) throws Exception {
        JsonNode paths = Json.MAPPER
                .readTree(Files.readString(Path.of("../docs/openapi.json")))
                .path("paths");
        String[] parts = call.split(" ", 2);
        boolean known = paths.properties().stream()
                .filter(path -> ("/api/v1" + parts[1].replaceAll("[{<$][^/]*", "x"))
                        .matches(path.getKey().replaceAll("\\{[^}]*}", "[^/]+")))
                .anyMatch(path -> path.getValue().has(parts[0].toLowerCase(Locale.ROOT)));
        return known ? "" : "the API has no " + call;
    }

    /** One by one, without what they read or write. */
    private static List<String> commands(Markdown document) {
        return document.typed().stream()
                .flatMap(line -> Stream.of(line.split("\\s+(?:&&|\\|\\|?)\\s+")))
                .map(command -> command.replaceFirst("\\s+[<>]\\s+\\S+$", ""))
                .distinct()
                .toList();
    }

    private static List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word ->
                        word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3))
                .toList();
    }
}
