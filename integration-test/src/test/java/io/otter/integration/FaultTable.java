package io.otter.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of faults in {@code docs/reliability.md}, between two marks. */
final class FaultTable {
    static final Path DOCUMENT = Line.ROOT.resolve("docs/reliability.md");
    private static final String BEGIN = "<!-- faults, written by the tests -->\n";
    private static final String END = "<!-- end of the faults -->\n";

    /** Those that every build makes; all others need {@code -Dotter.faults=all}. */
    static final Set<Fault> EVERY_BUILD = EnumSet.of(
            Fault.SELECT_DIES,
            Fault.TRANSFORM_DIES,
            Fault.LOAD_DIES,
            Fault.COMMITTED_DIES,
            Fault.MANAGER_DIES,
            Fault.ZOOKEEPER_DOWN,
            Fault.SOURCE_RESTARTS,
            Fault.LOG_PURGED,
            Fault.FORMAT_CHANGES,
            Fault.TARGET_RESTARTS,
            Fault.ROW_LOCKED,
            Fault.TARGET_READ_ONLY,
            Fault.OWNER_FROZEN);

    private final Map<Fault, Row> rows = new EnumMap<>(Fault.class);

    private record Row(String observed, String test) {}

    static FaultTable read(Path document) {
        FaultTable table = new FaultTable();
        String[] parts = parts(document);
        for (String line : parts[1].split("\n")) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            for (Fault fault : Fault.values()) {
                if (cells.size() == 6
                        && cells.get(1).equals(Integer.toString(fault.number()))
                        && !cells.get(5).isEmpty()) {
                    table.rows.put(fault, new Row(cells.get(4), cells.get(5).replace("`", "")));
                }
            }
        }
        return table;
    }

    void put(Fault fault, String test, String observed) {
        rows.put(fault, new Row(observed, test));
    }

    /** The name of the test that has seen a fault; empty when none has. */
    String test(Fault fault) {
        return rows.getOrDefault(fault, new Row("", "")).test;
    }

    void write(Path document) {
        String[] parts = parts(document);
        try {
            Files.writeString(document, parts[0] + BEGIN + text() + END + parts[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it stands between the marks. */
    String text() {
        StringBuilder text = new StringBuilder(
                "\n| | fault | what must hold | what was seen | test |\n| --- | --- | --- | --- | --- |\n");
        for (Fault fault : Fault.values()) {
            Row row = rows.get(fault);
            text.append("| ")
                    .append(fault.number())
                    .append(" | ")
                    .append(fault.what())
                    .append(" | ");
            text.append(fault.expected()).append(" | ").append(row == null ? "**not seen yet**" : row.observed);
            text.append(" | ").append(row == null ? "" : "`" + row.test + "`").append(" |\n");
        }
        return text.append('\n').toString();
    }

    /** The sentence below the table. */
    static String share() {
        return EVERY_BUILD.size() + " of these " + Fault.values().length
                + " faults are made by every `mvn verify`: "
                + EVERY_BUILD.stream()
                        .map(fault -> Integer.toString(fault.number()))
                        .collect(Collectors.joining(", "))
                + ".\n";
    }

    static String textOf(Path document) {
        return parts(document)[1];
    }

    /** What is before, within and after the marks. */
    private static String[] parts(Path document) {
        try {
            String page = Files.readString(document);
            int begin = page.indexOf(BEGIN);
            int end = page.indexOf(END);
            return new String[] {
                page.substring(0, begin),
                page.substring(begin + BEGIN.length(), end),
                page.substring(end + END.length())
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
