package io.otter.node.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The compatibility page: a table of which type arrives from which server at which. */
final class CompatibilityDocument {
    static final String EXACT = "exact";
    private static final String NONE = "–";
    private static final String GENERATED = "<!-- written by the tests from here on -->";

    private final List<String> servers;
    private final Map<Pair, Map<String, String>> results = new LinkedHashMap<>();

    private record Pair(String source, String target) {}

    CompatibilityDocument(List<String> servers) {
        this.servers = servers;
    }

    void put(String source, String target, String type, String result) {
        results.computeIfAbsent(new Pair(source, target), any -> new LinkedHashMap<>())
                .put(type, result);
    }

    /** Keeps the part before the generated one, and the cells of pairs that were not tested. */
    void write(Path file) throws IOException {
        String page = Files.readString(file);
        for (String source : servers) {
            read(Files.readAllLines(file), source);
        }
        Files.writeString(file, page.substring(0, page.indexOf(GENERATED)) + GENERATED + "\n" + tables());
    }

    private void read(List<String> page, String source) {
        int from = page.indexOf("## From " + source);
        for (int i = from + 4; from >= 0 && i < page.size() && page.get(i).startsWith("| "); i++) {
            String[] cells = page.get(i).split("(?<!\\\\)\\|");
            for (int column = 0; column < servers.size(); column++) {
                results.computeIfAbsent(new Pair(source, servers.get(column)), any -> new LinkedHashMap<>())
                        .putIfAbsent(cells[1].trim().replace("\\|", "|"), cells[column + 2].trim());
            }
        }
    }

    /** Cells of the file that differ from the results. */
    List<String> differences(Path file) throws IOException {
        List<String> page = Files.readAllLines(file);
        List<String> differences = new ArrayList<>();
        for (Map.Entry<Pair, Map<String, String>> found : results.entrySet()) {
            Pair pair = found.getKey();
            int from = page.indexOf("## From " + pair.source());
            if (from < 0) {
                continue; // what the page does not mention, it does not promise
            }
            int column = servers.indexOf(pair.target()) + 2;
            found.getValue().forEach((type, result) -> {
                String row = page.subList(from, page.size()).stream()
                        .filter(line -> line.startsWith("| " + cell(type) + " |"))
                        .findFirst()
                        .orElse("");
                String[] cells = row.split("(?<!\\\\)\\|");
                String stands = cells.length > column ? cells[column].trim() : "nothing";
                if (!stands.equals(result)) {
                    differences.add(pair + ", " + type + ": " + stands + " in the page, " + result + " found");
                }
            });
        }
        return differences;
    }

    private String tables() {
        StringBuilder page = new StringBuilder();
        for (String source : servers) {
            page.append("\n## From ").append(source).append("\n\n| type | ");
            page.append(String.join(" | ", servers)).append(" |\n| --- |").append(" --- |".repeat(servers.size()));
            page.append('\n');
            List<String> types = servers.stream()
                    .flatMap(target -> results.getOrDefault(new Pair(source, target), Map.of()).keySet().stream())
                    .distinct()
                    .toList();
            for (String type : types) {
                StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
                row.add(cell(type));
                for (String target : servers) {
                    row.add(results.getOrDefault(new Pair(source, target), Map.of())
                            .getOrDefault(type, NONE));
                }
                page.append(row);
            }
        }
        return page.toString();
    }

    private static String cell(String type) {
        return type.replace("|", "\\|");
    }
}
