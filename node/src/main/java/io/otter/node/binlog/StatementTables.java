package io.otter.node.binlog;

import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the tables that a DML statement in the log mentions, including those that it only reads. May report too many,
 * never too few. Stateless.
 */
final class StatementTables {
    private static final Pattern TOKEN = Pattern.compile(
            "(?s)/\\*(?!M?!).*?\\*/|/\\*M?!\\d*|\\*/|#[^\\n]*|--(?=\\s)[^\\n]*" // comments, except for version comments
                    + "|(?<text>'(?:[^'\\\\]|\\\\.|'')*')"
                    + "|(?<word>`(?:[^`]|``)*`|\"(?:[^\"\\\\]|\\\\.|\"\")*\"|[\\p{L}\\p{N}_$@\\x{80}-\\x{10ffff}]+)"
                    + "|(?<symbol>[^\\s])");
    private static final Set<String> BEFORE_TABLES =
            Set.of("INTO", "UPDATE", "FROM", "JOIN", "STRAIGHT_JOIN", "TABLE", "USING", "INSERT", "REPLACE", "DELETE");
    private static final Set<String> MODIFIERS = Set.of(
            "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "QUICK", "INTO", "TABLE", "FROM", "ONLY", "LATERAL");

    private final String schema;
    private final List<String> tokens = new ArrayList<>();
    private final List<TableName> found = new ArrayList<>();
    private int at;

    private StatementTables(String schema, String sql) {
        this.schema = schema;
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            if (matcher.group("text") != null) {
                tokens.add("'");
            } else if (matcher.group("word") != null || matcher.group("symbol") != null) {
                tokens.add(matcher.group());
            }
        }
    }

    /** @param schema default for unqualified names */
    static List<TableName> of(String schema, String sql) {
        StatementTables tables = new StatementTables(schema, sql);
        tables.read();
        return tables.found;
    }

    private void read() {
        while (at < tokens.size()) {
            boolean assigns = at > 0 && upper(at - 1).equals("KEY"); // ON DUPLICATE KEY UPDATE
            if (BEFORE_TABLES.contains(upper(at++)) && !assigns) {
                list();
            }
        }
    }

    /** {@code a.b AS c, (d) e}: names with or without an alias. */
    private void list() {
        boolean more = true;
        while (more) {
            while (at < tokens.size() && (upper(at).equals("(") || MODIFIERS.contains(upper(at)))) {
                at++;
            }
            if (at >= tokens.size() || upper(at).equals("SELECT") || !isWord(at)) {
                return;
            }
            String name = name(at++);
            if (at + 1 < tokens.size() && tokens.get(at).equals(".") && isWord(at + 1)) {
                found.add(new TableName(name, name(at + 1)));
                at += 2;
            } else {
                found.add(new TableName(schema, name));
            }
            while (at < tokens.size() && tokens.get(at).equals(")")) {
                at++;
            }
            if (upper(at).equals("AS")) {
                at++;
            }
            int alias =
                    isWord(at) && at + 1 < tokens.size() && tokens.get(at + 1).equals(",") ? 1 : 0;
            more = at + alias < tokens.size() && tokens.get(at + alias).equals(",");
            at += more ? alias + 1 : 0;
        }
    }

    private boolean isWord(int index) {
        if (index >= tokens.size()) {
            return false;
        }
        char first = tokens.get(index).charAt(0);
        return first == '`'
                || first == '"'
                || tokens.get(index).length() > 1
                || Character.isLetterOrDigit(first)
                || first == '_'
                || first == '$';
    }

    private String name(int index) {
        String token = tokens.get(index);
        char quote = token.charAt(0);
        if (quote != '`' && quote != '"') {
            return token;
        }
        return token.substring(1, token.length() - 1).replace("" + quote + quote, "" + quote);
    }

    private String upper(int index) {
        return index < tokens.size() ? tokens.get(index).toUpperCase(Locale.ROOT) : "";
    }
}
