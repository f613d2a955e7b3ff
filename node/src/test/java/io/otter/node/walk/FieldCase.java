package io.otter.node.walk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A small input based on public bug reports of similar tools, from {@code field-cases/*.sql}. Lines before the first
 * section describe it; {@code -- both}, {@code -- source} and {@code -- target} run before the start, each
 * {@code -- step} in its own session while the pipeline runs, one statement per line, without waiting for the pipeline except at
 * {@code -- applied}. {@code -- right at the …}
 * (optionally {@code also when refused}) is followed by a query, and {@code -- is} by its rows: columns separated by
 * {@code \t}, rows by {@code \n}. A line after {@code [mysql-5.6 mariadb]} is only for servers whose names begin so;
 * {@code -- servers:} names those that have the syntax, where not all do; {@code -- long} leaves it to the long profile.
 *
 * @param refusable whether stopping with an error or a question is also right
 * @param tables that are equal in the end, unless the pipeline stopped; {@code *} for all, also in their definitions
 */
record FieldCase(
        String name,
        boolean isLong,
        boolean refusable,
        List<String> tables,
        List<String> both,
        List<String> source,
        List<String> target,
        List<List<String>> steps,
        List<Right> rights) {
    private static final Path DIRECTORY = Path.of("src/test/resources/field-cases");
    private static final Pattern ONLY = Pattern.compile("\\[([a-z][a-z0-9. -]+)] (.*)");

    /** @param evenWhenRefused whether it also applies after a stop */
    record Right(boolean atSource, boolean evenWhenRefused, String query, String rows) {}

    /** Those that the server has the syntax for. */
    static List<FieldCase> all(String server) {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted()
                    .filter(file -> runs(file, server))
                    .map(file -> read(file, server))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(Path file, String server) {
        return lines(file).stream()
                .filter(line -> line.startsWith("-- servers: "))
                .allMatch(line -> List.of(line.substring(12).split(" ")).contains(server));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> linesFor(Path file, String server) {
        return lines(file).stream().flatMap(line -> {
            Matcher only = ONLY.matcher(line);
            if (!only.matches()) {
                return Stream.of(line);
            }
            return Stream.of(only.group(1).split(" ")).anyMatch(server::startsWith)
                    ? Stream.of(only.group(2))
                    : Stream.of();
        });
    }

    private static FieldCase read(Path file, String server) {
        List<String> lines = linesFor(file, server).toList();
        FieldCase read = new FieldCase(
                file.getFileName().toString().replace(".sql", ""),
                lines.contains("-- long"),
                lines.contains("-- may be refused"),
                lines.stream()
                        .filter(line -> line.startsWith("-- tables: "))
                        .flatMap(line -> Stream.of(line.substring(11).split(", ")))
                        .toList(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        read.sections(lines);
        return read;
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
            } else if (line.equals("-- applied")) {
                steps.add(List.of());
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
