package io.otter.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Indexes that a table gets once its rows are there. Immutable.
 *
 * @param definitions as CREATE TABLE has them, one line each
 */
public record PlannedIndexes(TableName table, List<String> definitions) {
    private static final Pattern NAME = Pattern.compile("KEY `((?:[^`]|``)+)`");
    private static final String PLAIN = "KEY ";

    public PlannedIndexes {
        definitions = List.copyOf(definitions);
    }

    public List<String> names() {
        return definitions.stream().map(PlannedIndexes::name).toList();
    }

    /** What makes them: one statement for all that need one look at the rows, and one for each FULLTEXT and SPATIAL. */
    public List<String> statements() {
        List<String> plain =
                definitions.stream().filter(one -> one.startsWith(PLAIN)).toList();
        List<String> statements = new ArrayList<>();
        if (!plain.isEmpty()) {
            statements.add(alter(plain));
        }
        definitions.stream().filter(one -> !one.startsWith(PLAIN)).forEach(one -> statements.add(alter(List.of(one))));
        return statements;
    }

    /** Those that the table does not have; empty if there is no table. */
    public Optional<PlannedIndexes> missing(Connection connection) throws SQLException {
        Set<String> present = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW INDEX FROM " + table.quoted())) {
            while (row.next()) {
                present.add(row.getString("Key_name"));
            }
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(new PlannedIndexes(
                table,
                definitions.stream().filter(one -> !present.contains(name(one))).toList()));
    }

    private String alter(List<String> added) {
        return "ALTER TABLE " + table.quoted() + " ADD " + String.join(", ADD ", added);
    }

    private static String name(String definition) {
        Matcher name = NAME.matcher(definition);
        if (!name.find()) {
            throw new IllegalArgumentException("no index: " + definition);
        }
        return name.group(1).replace("``", "`");
    }
}
