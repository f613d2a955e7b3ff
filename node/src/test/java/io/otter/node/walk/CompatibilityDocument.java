package io.otter.node.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** A part of the compatibility page: tables of what arrives from which server at which. */
final class CompatibilityDocument {
    static final String EXACT = "exact";
    static final String NONE = "–";

    private final List<String> servers;
    private final String generated;
    private final String heading;
    private final String what;
    private final Map<Pair, Map<String, String>> results = new LinkedHashMap<>();

    private record Pair(String source, String target) {}

    private CompatibilityDocument(List<String> servers, String generated, String heading, String what) {
        this.servers = servers;
        this.generated = generated;
        this.heading = heading;
        this.what = what;
    }

    static CompatibilityDocument ofTypes(List<String> servers) {
        return new CompatibilityDocument(servers, "<!-- types, written by the tests -->", "## From ", "type");
    }

    static CompatibilityDocument ofDdl(List<String> servers) {
        return new CompatibilityDocument(servers, "<!-- DDL, written by the tests -->", "### DDL from ", "kind");
    }

    void put(String source, String target, String type, String result) {
        results.computeIfAbsent(new Pair(source, target), any -> new LinkedHashMap<>())
                .put(type, result);
    }

    /** Keeps the other parts, and the cells of pairs that were not tested. */
    void write(Path file) throws IOException {
        String page = Files.readString(file);
        for (String source : servers) {
            read(Files.readAllLines(file), source);
        }
        int from = page.indexOf(generated);
        int to = page.indexOf("\n<!-- ", from);
        String rest = to < 0 ? "" : page.substring(to);
        Files.writeString(file, page.substring(0, from) + generated + "\n" + tables() + rest);
    }

    private void read(List<String> page, String source) {
        int from = page.indexOf(heading + source);
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
            int from = page.indexOf(heading + pair.source());
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
            page.append("\n")
                    .append(heading)
                    .append(source)
                    .append("\n\n| ")
                    .append(what)
                    .append(" | ");
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
