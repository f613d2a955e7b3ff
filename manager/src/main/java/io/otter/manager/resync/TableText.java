package io.otter.manager.resync;

import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.database.PlannedIndexes;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What SHOW CREATE TABLE says of a source table, as the definition of its target table. Immutable. */
final class TableText {
    static final int UNKNOWN_COLLATION = 1273;

    /** In place of those that only some servers know; all tell apart what the newest tell apart but accents and case. */
    static final List<String> COLLATIONS =
            List.of("utf8mb4_0900_ai_ci", "utf8mb4_uca1400_ai_ci", "utf8mb4_unicode_520_ci");

    private static final Pattern NEW_COLLATION = Pattern.compile("utf8mb([34])_(?:[a-z_]+_)?(?:0900|uca1400)(_\\w+)?");
    /** What tells apart more than accents and case must go on doing so: else rows of the source are one at the target. */
    private static final Pattern EXACT = Pattern.compile("_(?:bin|(?:nopad_)?as_cs)");

    private static final Pattern QUOTED = Pattern.compile("`((?:[^`]|``)+)`");
    private static final Pattern KEY =
            Pattern.compile("(?:PRIMARY KEY|(?:UNIQUE |FULLTEXT |SPATIAL )?KEY `(?:[^`]|``)+`) .*");
    private static final Pattern SECONDARY = Pattern.compile("(?:FULLTEXT |SPATIAL )?KEY `");
    /** Of this server or this table alone. */
    private static final Pattern OWN_OPTIONS = Pattern.compile(
            " (?:AUTO_INCREMENT=\\d+|(?:DATA|INDEX) DIRECTORY='[^']*'|TABLESPACE `[^`]+`|/\\*!50100 TABLESPACE"
                    + " [^*]*\\*/)");

    private final List<String> lines;
    private final ColumnView view;

    TableText(String shown, ColumnView view) {
        this(List.of(shown.split("\n")), view);
    }

    private TableText(List<String> lines, ColumnView view) {
        this.lines = lines;
        this.view = view;
    }

    /** With this collation in place of those that not all servers know. */
    TableText withCollation(String collation) {
        return new TableText(
                lines.stream()
                        .map(line -> NEW_COLLATION
                                .matcher(line)
                                .replaceAll(name -> name.group(1).equals("4")
                                        ? isExact(name) ? "utf8mb4_bin" : collation
                                        : isExact(name) ? "utf8_bin" : "utf8_unicode_520_ci"))
                        .toList(),
                view);
    }

    private static boolean isExact(MatchResult name) {
        return name.group(2) != null && EXACT.matcher(name.group(2)).find();
    }

    /**
     * The statement; foreign keys are left out, since the tables they lead to may be others or elsewhere.
     *
     * @param late which indexes are left out as well
     */
    String create(TableName name, PlannedIndexes late) {
        List<String> parts = new ArrayList<>(parts());
        parts.removeAll(late.definitions());
        StringBuilder options = new StringBuilder();
        lines.subList(end(lines), lines.size())
                .forEach(line -> options.append('\n').append(line));
        return "CREATE TABLE IF NOT EXISTS " + name.quoted() + " (\n  " + String.join(",\n  ", parts)
                + OWN_OPTIONS.matcher(options).replaceAll("");
    }

    /** What can as well be made once its rows are there: indexes that neither loading a row nor the table itself needs. */
    PlannedIndexes late(TableName name) {
        if (!lines.get(end(lines)).contains(" ENGINE=InnoDB")) {
            return new PlannedIndexes(name, List.of());
        }
        List<String> parts = parts();
        List<String> counted = parts.stream()
                .filter(part -> part.startsWith("`") && part.contains(" AUTO_INCREMENT"))
                .map(TableText::column)
                .toList();
        return new PlannedIndexes(
                name,
                parts.stream()
                        .filter(part -> SECONDARY.matcher(part).lookingAt())
                        .filter(part -> counted.stream().noneMatch(column -> part.contains("(" + column)))
                        .toList());
    }

    /** Of a column's definition. */
    private static String column(String part) {
        Matcher name = QUOTED.matcher(part);
        name.lookingAt();
        return name.group();
    }

    private List<String> parts() {
        return lines.subList(1, end(lines)).stream()
                .flatMap(line -> part(line.strip()).stream())
                .toList();
    }

    /** The line that closes the list of columns and keys. */
    static int end(List<String> lines) {
        int last = lines.size() - 1;
        while (last > 0 && !lines.get(last).startsWith(")")) {
            last--;
        }
        return last;
    }

    private Optional<String> part(String line) {
        String text = line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
        if (text.startsWith("`")) {
            Matcher name = QUOTED.matcher(text);
            name.lookingAt();
            return mapped(name).map(column -> SqlNames.quote(column) + text.substring(name.end()));
        }
        if (KEY.matcher(text).matches()) {
            return key(text);
        }
        // A CHECK may be about columns that go by other names here.
        return text.startsWith("CONSTRAINT") && (text.contains(" FOREIGN KEY ") || !isAll())
                ? Optional.empty()
                : text.startsWith("PERIOD FOR") && !isAll() ? Optional.empty() : Optional.of(text);
    }

    /** A key with the columns' names; empty if it has a column that the target does not have. */
    private Optional<String> key(String text) {
        int open = text.indexOf('(', nameEnd(text));
        int close = text.lastIndexOf(')');
        if (isAll() || open < 0) {
            return Optional.of(text);
        }
        StringBuilder columns = new StringBuilder();
        Matcher name = QUOTED.matcher(text).region(open, close);
        while (name.find()) {
            Optional<String> column = mapped(name);
            if (column.isEmpty()) {
                return Optional.empty();
            }
            name.appendReplacement(columns, Matcher.quoteReplacement(SqlNames.quote(column.get())));
        }
        StringBuilder rest = new StringBuilder();
        name.appendTail(rest);
        return Optional.of(columns.toString() + rest);
    }

    private static int nameEnd(String text) {
        Matcher name = QUOTED.matcher(text);
        return text.startsWith("PRIMARY") || !name.find() ? 0 : name.end();
    }

    private boolean isAll() {
        return view.pairs().isEmpty();
    }

    private Optional<String> mapped(Matcher quoted) {
        String column = quoted.group(1).replace("``", "`");
        Optional<ColumnPair> listed = view.pairs().stream()
                .filter(pair -> pair.source().equalsIgnoreCase(column))
                .findFirst();
        if (view.mode() == ColumnPairMode.EXCLUDE) {
            return listed.isPresent() ? Optional.empty() : Optional.of(column);
        }
        return isAll() ? Optional.of(column) : listed.map(ColumnPair::target);
    }
}
