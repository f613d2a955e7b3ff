package io.otter.node.ddl;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.OpenText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes into a statement the character sets and collations that it left to the source's database or table, since the
 * target's may have others. What a target does not know is left to it. Used by one thread.
 */
final class ExplicitText {
    private static final int UNKNOWN_CHARSET = 1115;
    private static final int UNKNOWN_COLLATION = 1273;
    private static final Pattern SAID = Pattern.compile("(?i)\\b(?:char(?:acter)?\\s+set|charset|collate)\\b");

    /** @param collation empty if the target has only the character set; both empty if it has neither */
    private record Text(String charset, String collation) {
        private static final Text UNKNOWN = new Text("", "");

        String name() {
            return collation.isEmpty() ? charset : charset + " COLLATE " + collation;
        }
    }

    private final Map<String, Text> known = new HashMap<>();

    /** Whether the target's tables have by themselves what the statement leaves open. */
    boolean isImplied(Connection target, DdlChange.Known source, DdlPlan plan) throws SQLException {
        if (source.open().isEmpty() || source.collation().isEmpty()) {
            return true;
        }
        boolean ofDatabase = plan.kind() == DdlKind.CREATE
                || source.open().stream().anyMatch(open -> open.form() == OpenText.Form.NAME);
        if (ofDatabase) {
            return false;
        }
        Text text = known(target, source.collation());
        for (DdlStep step : plan.steps()) {
            for (TableName table : step.tables()) {
                String own = collation(target, table);
                boolean same = text.collation().isEmpty()
                        ? own.startsWith(text.charset() + "_")
                        : own.equals(text.collation());
                if (!same && !own.isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String collation(Connection target, TableName table) throws SQLException {
        try (PreparedStatement select = target.prepareStatement(
                "SELECT TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?")) {
            select.setString(1, table.schema());
            select.setString(2, table.table());
            try (ResultSet row = select.executeQuery()) {
                String collation = row.next() ? row.getString(1) : null;
                return collation == null ? "" : collation;
            }
        }
    }

    DdlChange of(Connection target, DdlChange ddl) throws SQLException {
        Text text = known(target, ddl.known().collation());
        if (text.charset().isEmpty()) {
            return ddl;
        }
        StringBuilder sql = new StringBuilder(ddl.sql());
        ddl.known().open().stream()
                .sorted(Comparator.comparing(OpenText::from).reversed())
                .forEach(open -> sql.replace(
                        open.from(),
                        open.to(),
                        switch (open.form()) {
                            case CLAUSE -> " CHARACTER SET " + text.name() + " ";
                            case CHARSET_CLAUSE -> " CHARACTER SET " + text.charset() + " ";
                            case NAME -> text.name();
                        }));
        return new DdlChange(ddl.schema(), sql.toString().stripTrailing(), ddl.session(), ddl.known());
    }

    /** Whether the options of a database name a character set or a collation. */
    static boolean isSaid(String options) {
        return SAID.matcher(options).find();
    }

    /** The options of a database that is made with these. */
    String options(Connection target, String options, String collation) throws SQLException {
        if (collation.isEmpty() || isSaid(options)) {
            return options;
        }
        Text text = known(target, collation);
        return text.charset().isEmpty() ? options : " CHARACTER SET " + text.name() + options;
    }

    private Text known(Connection target, String collation) throws SQLException {
        Text text = known.get(collation);
        if (text == null) {
            text = find(target, collation);
            known.put(collation, text);
        }
        return text;
    }

    private static Text find(Connection target, String collation) throws SQLException {
        List<Text> spellings = new ArrayList<>();
        int end = collation.indexOf('_');
        String charset = end < 0 ? collation : collation.substring(0, end);
        spellings.add(new Text(charset, collation));
        if (charset.equals("utf8") || charset.equals("utf8mb3")) {
            String other = charset.equals("utf8") ? "utf8mb3" : "utf8";
            spellings.add(new Text(other, other + collation.substring(charset.length())));
        }
        for (Text text : List.copyOf(spellings)) {
            spellings.add(new Text(text.charset(), ""));
        }
        for (Text text : spellings) {
            if (isKnown(target, text)) {
                return text;
            }
        }
        return Text.UNKNOWN;
    }

    /** The names come from a server's own list. */
    private static boolean isKnown(Connection target, Text text) throws SQLException {
        String collate = text.collation().isEmpty() ? "" : " COLLATE " + text.collation();
        try (Statement statement = target.createStatement()) {
            statement
                    .executeQuery("SELECT CONVERT('' USING " + text.charset() + ")" + collate)
                    .close();
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == UNKNOWN_CHARSET || e.getErrorCode() == UNKNOWN_COLLATION) {
                return false;
            }
            throw e;
        }
    }
}
