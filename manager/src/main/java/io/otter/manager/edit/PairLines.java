package io.otter.manager.edit;

import io.otter.common.json.Json;
import io.otter.common.model.DataMediaSource;
import io.otter.manager.text.InvalidInputException;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parses pairs from CSV, in the two forms of alibaba/otter: {@code schema,table,source,target source[,weight]} if
 * schema and table have the same names at the target, and
 * {@code schema,table,source,schema,table,target source[,weight]}. A source is given by name or, as in alibaba/otter,
 * by number. Skips empty lines, lines that start with # and a heading. Immutable.
 */
final class PairLines {
    private static final int SHORT = 4;
    private static final int LONG = 6;

    private final List<DataMediaSource> sources;

    PairLines(List<DataMediaSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * One line with content.
     *
     * @param number from 1
     * @param pair null if the line is invalid
     * @param wrong the error; null if there is none
     */
    record Line(
            int number, @Nullable ObjectNode pair, @Nullable Text wrong) {}

    List<Line> read(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.replace("\uFEFF", "").strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    List<String> cells = cells(line);
                    if (!isHeading(cells)) {
                        lines.add(new Line(number, pair(cells), null));
                    }
                } catch (InvalidInputException e) {
                    lines.add(new Line(number, null, e.text()));
                }
            }
        }
        return lines;
    }

    private ObjectNode pair(List<String> cells) {
        boolean isShort = cells.size() == SHORT || cells.size() == SHORT + 1;
        if (!isShort && cells.size() != LONG && cells.size() != LONG + 1) {
            throw new InvalidInputException(Text.of("wrong.cells", cells.size()));
        }
        ObjectNode pair = Json.MAPPER.createObjectNode();
        pair.set("from", media(cells.get(2), cells.get(0), cells.get(1)));
        pair.set(
                "to",
                isShort
                        ? media(cells.get(3), cells.get(0), cells.get(1))
                        : media(cells.get(5), cells.get(3), cells.get(4)));
        if (cells.size() % 2 == 1) {
            String weight = cells.get(cells.size() - 1);
            if (weight.matches("\\d{1,18}")) {
                pair.put("weight", Long.parseLong(weight));
            } else {
                pair.put("weight", weight);
            }
        }
        return pair;
    }

    private ObjectNode media(String source, String schema, String table) {
        String name = sources.stream().anyMatch(one -> one.name().equalsIgnoreCase(source))
                ? source
                : sources.stream()
                        .filter(one -> Long.toString(one.id()).equals(source))
                        .map(DataMediaSource::name)
                        .findFirst()
                        .orElse(source);
        return Json.MAPPER
                .createObjectNode()
                .put("source", name)
                .put("schema", schema)
                .put("table", table);
    }

    private static boolean isHeading(List<String> cells) {
        return cells.size() >= SHORT
                && cells.get(0).matches("(?i)schema1?")
                && cells.get(1).matches("(?i)table1?");
    }

    /** The values of one line according to RFC 4180; spaces around unquoted values are removed. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            while (at < line.length() && line.charAt(at) == ' ') {
                at++;
            }
            int end;
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder cell = new StringBuilder();
                end = at + 1;
                while (end < line.length() && (line.charAt(end) != '"' || line.startsWith("\"\"", end))) {
                    cell.append(line.charAt(end));
                    end += line.charAt(end) == '"' ? 2 : 1;
                }
                if (end >= line.length()) {
                    throw new InvalidInputException(Text.of("wrong.quote"));
                }
                cells.add(cell.toString());
                end = line.indexOf(',', end) < 0 ? line.length() : line.indexOf(',', end);
            } else {
                end = line.indexOf(',', at) < 0 ? line.length() : line.indexOf(',', at);
                cells.add(line.substring(at, end).strip());
            }
            at = end + 1;
        }
        return cells;
    }
}
