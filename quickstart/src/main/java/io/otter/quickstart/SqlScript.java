package io.otter.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A file of statements, each ending with a semicolon at the end of a line. */
public final class SqlScript {
    private SqlScript() {}

    /** In file order, without comments and semicolons. */
    public static List<String> statements(Path file) {
        try {
            String text =
                    Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*--.*$", "");
            return Arrays.stream(text.split(";\\s*(\\R|$)"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
