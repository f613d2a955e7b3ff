package io.otter.node.ddl;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.sql.OpenText;
import io.otter.node.sql.TableMention;
import io.otter.node.sql.TextDefaults;
import io.otter.node.transform.DdlStatement;
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

/**
 * Writes into a statement the character sets and collations that it left to the source's database or table, since the
 * target's may have others. What a target does not know is left to it. Used by one thread.
 */
final class ExplicitText {
    private static final int UNKNOWN_CHARSET = 1115;
    private static final int UNKNOWN_COLLATION = 1273;

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
        if (source.left().texts().isEmpty() || source.collation().isEmpty()) {
            return true;
        }
        boolean ofDatabase = plan.kind() == DdlKind.CREATE
                || source.left().texts().stream().anyMatch(open -> open.form() == OpenText.Form.NAME);
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

    DdlStatement of(Connection target, DdlStatement statement, DdlChange.Known source) throws SQLException {
        Text text = known(target, source.collation());
        if (text.charset().isEmpty()) {
            return statement;
        }
        StringBuilder sql = new StringBuilder(statement.sql());
        List<TableMention> mentions = new ArrayList<>(statement.mentions());
        List<OpenText> fromTheEnd = source.left().texts().stream()
                .sorted(Comparator.comparing(OpenText::from).reversed())
                .toList();
        for (OpenText open : fromTheEnd) {
            String explicit = switch (open.form()) {
                case CLAUSE -> " CHARACTER SET " + text.name() + " ";
                case CHARSET_CLAUSE -> " CHARACTER SET " + text.charset() + " ";
                case NAME -> text.name();
            };
            sql.replace(open.from(), open.to(), explicit);
            int longer = explicit.length() - (open.to() - open.from());
            mentions.replaceAll(mention -> mention.from() >= open.from() ? mention.movedBy(longer) : mention);
        }
        return new DdlStatement(
                sql.toString().stripTrailing(),
                statement.session(),
                statement.names().withMentions(mentions));
    }

    /** What to make a database with, or to change it to; empty if nothing is known. */
    String options(Connection target, TextDefaults said, String collation) throws SQLException {
        if (said.collation() == null && !collation.isEmpty()) {
            Text text = known(target, collation);
            if (!text.charset().isEmpty()) {
                return " CHARACTER SET " + text.name();
            }
        }
        String charset = said.charset() == null || said.charset().equals("default") ? "" : said.charset();
        return (charset.isEmpty() ? "" : " CHARACTER SET " + charset)
                + (said.collation() == null ? "" : " COLLATE " + said.collation());
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
