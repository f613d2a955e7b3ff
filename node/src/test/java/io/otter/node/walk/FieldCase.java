package io.otter.node.walk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small input based on public bug reports of similar tools, from {@code field-cases/*.sql}. Lines before the first
 * section describe it; {@code -- both}, {@code -- source} and {@code -- target} run before the start, each
 * {@code -- step} in its own session while the pipeline runs, one statement per line. {@code -- right at the …}
 * (optionally {@code also when refused}) is followed by a query, and {@code -- is} by its rows: columns separated by
 * {@code \t}, rows by {@code \n}.
 * {@code -- servers: …} names those that run it, MySQL 8.0 by default.
 *
 * @param refusable whether stopping with an error or a question is also right
 * @param tables that are equal in the end, unless the pipeline stopped; {@code *} for all, also in their definitions
 */
record FieldCase(
        String name,
        List<String> servers,
        boolean refusable,
        List<String> tables,
        List<String> both,
        List<String> source,
        List<String> target,
        List<List<String>> steps,
        List<Right> rights) {
    private static final Path DIRECTORY = Path.of("src/test/resources/field-cases");

    /** @param evenWhenRefused whether it also applies after a stop */
    record Right(boolean atSource, boolean evenWhenRefused, String query, String rows) {}

    static List<FieldCase> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().map(FieldCase::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FieldCase read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FieldCase read = new FieldCase(
                file.getFileName().toString().replace(".sql", ""),
                names(lines, "-- servers: ").isEmpty() ? List.of("mysql-8.0") : names(lines, "-- servers: "),
                lines.contains("-- may be refused"),
                names(lines, "-- tables: "),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        read.sections(lines);
        return read;
    }

    private static List<String> names(List<String> lines, String title) {
        return lines.stream()
                .filter(line -> line.startsWith(title))
                .flatMap(line -> Stream.of(line.substring(title.length()).split(", ")))
                .toList();
    }

    private void sections(List<String> lines) {
        List<String> section = new ArrayList<>();
        String delimiter = ";";
        for (String line : lines) {
            if (line.startsWith("-- is ")) {
                Right begun = rights.remove(rights.size() - 1);
                rights.add(new Right(begun.atSource(), begun.evenWhenRefused(), section.get(0), line.substring(6)));
            } else if (line.startsWith("-- right at the ")) {
                section = new ArrayList<>();
                rights.add(new Right(
                        line.startsWith("-- right at the source"), line.endsWith("also when refused"), "", ""));
            } else if (line.startsWith("-- step ")) {
                section = new ArrayList<>();
                steps.add(section);
            } else if (line.startsWith("-- ")) {
                section = switch (line) {
                    case "-- both" -> both;
                    case "-- source" -> source;
                    case "-- target" -> target;
                    default -> new ArrayList<>();
                };
            } else if (line.startsWith("DELIMITER ")) {
                delimiter = line.substring(10);
            } else if (!line.isBlank()) {
                section.add(line.endsWith(delimiter) ? line.substring(0, line.length() - delimiter.length()) : line);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
