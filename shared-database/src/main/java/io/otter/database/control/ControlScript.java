package io.otter.database.control;

import io.otter.database.SqlNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of {@code sql/retl-schema.sql}: the only place that says what the control tables look like. Immutable. */
public final class ControlScript {
    /** In the repository and in the tarballs. */
    static final String FILE = "sql/retl-schema.sql";

    /** A line of a CREATE TABLE that defines a column, not a key. */
    private static final Pattern COLUMN = Pattern.compile("(?m)^  ([A-Z_]+) ([a-z].*?),?$");

    private final String text;
    private final List<String> statements;

    public ControlScript() {
        try (InputStream in = ControlScript.class.getResourceAsStream("/" + FILE)) {
            text = new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        statements = Arrays.stream(text.replaceAll("(?m)^--.*$", "").split(";\\s*(\\R|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** For a DBA to load. */
    public String text() {
        return text;
    }

    /** In the order of the file, without comments and semicolons. */
    public List<String> statements() {
        return statements;
    }

    /** Makes the schema unless it is there. */
    public String createSchema() {
        return find("CREATE DATABASE IF NOT EXISTS " + SqlNames.quote(ControlTable.SCHEMA));
    }

    /** Makes the table unless it is there. */
    public String create(ControlTable table) {
        return find("CREATE TABLE IF NOT EXISTS " + table.quoted() + " (");
    }

    /** Definitions of the table's columns by name, in their order. */
    public Map<String, String> columns(ControlTable table) {
        Map<String, String> columns = new LinkedHashMap<>();
        Matcher line = COLUMN.matcher(create(table));
        while (line.find()) {
            columns.put(line.group(1), line.group(2));
        }
        return columns;
    }

    private String find(String beginning) {
        return statements.stream()
                .filter(statement -> statement.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(FILE + " lacks: " + beginning));
    }
}
