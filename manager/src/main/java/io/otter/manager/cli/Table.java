package io.otter.manager.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** Columns with headings, for a terminal. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i)) + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** In cells of a terminal, where East Asian characters and emoji take two, and what joins the one before takes none. */
    static int width(String text) {
        return text.codePoints()
                .map(point -> switch (Character.getType(point)) {
                    case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
                    default -> isWide(point) ? 2 : 1;
                })
                .sum();
    }

    private static boolean isWide(int point) {
        return point >= 0x1100
                && (point <= 0x115f
                        || point >= 0x2e80 && point <= 0xa4cf && point != 0x303f
                        || point >= 0xac00 && point <= 0xd7a3
                        || point >= 0xf900 && point <= 0xfaff
                        || point >= 0xfe30 && point <= 0xfe6f
                        || point >= 0xff00 && point <= 0xff60
                        || point >= 0xffe0 && point <= 0xffe6
                        || point >= 0x1f300 && point <= 0x1faff
                        || point >= 0x20000 && point <= 0x3fffd);
    }

    /** The values of a JSON object in one line. */
    static String row(JsonNode object) {
        StringJoiner values = new StringJoiner(" ");
        object.forEach(value -> values.add(value.isValueNode() ? value.asString() : value.toString()));
        return values.toString();
    }

    /** A value for display; "-" when there is none. */
    static String cell(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        String text = value.isValueNode() ? value.asString() : value.toString();
        return text.isEmpty() ? "-" : text;
    }
}
