package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.DotIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.IdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.IndexNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.QualifiedIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableRefContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ViewNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ViewRefContext;
import io.otter.database.TableName;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/** What names and texts are without their quotes. */
final class Names {
    private final String schema;
    private final SqlDialect dialect;

    /** @param schema of tables that are named without one */
    Names(String schema, SqlDialect dialect) {
        this.schema = dialect.named(schema);
        this.dialect = dialect;
    }

    TableName table(TableRefContext name) {
        return table(name.qualifiedIdentifier(), name.dotIdentifier());
    }

    TableName table(TableNameContext name) {
        return table(name.qualifiedIdentifier(), name.dotIdentifier());
    }

    TableName table(ViewRefContext name) {
        return table(name.qualifiedIdentifier(), name.dotIdentifier());
    }

    TableName table(ViewNameContext name) {
        return table(name.qualifiedIdentifier(), name.dotIdentifier());
    }

    TableName table(@Nullable QualifiedIdentifierContext qualified, @Nullable DotIdentifierContext dotted) {
        if (qualified == null) {
            return table(null, dotted == null ? "" : name(dotted.identifier()));
        }
        String first = name(qualified.identifier());
        DotIdentifierContext second = qualified.dotIdentifier();
        return second == null ? table(null, first) : table(first, name(second.identifier()));
    }

    /** @param qualifier null for the default schema */
    TableName table(@Nullable String qualifier, String table) {
        return new TableName(qualifier == null ? schema : dialect.named(qualifier), dialect.named(table));
    }

    /** A database; the default one where the text names none. */
    String schema(ParserRuleContext name) {
        String text = unquoted(name.getText());
        return text.isEmpty() ? schema : dialect.named(text);
    }

    static String name(IdentifierContext name) {
        return unquoted(name.getText());
    }

    static @Nullable String name(@Nullable IndexNameContext name) {
        return name == null ? null : name(name.identifier());
    }

    static String unquoted(String text) {
        if (text.length() > 1 && text.charAt(0) == '`') {
            return text.substring(1, text.length() - 1).replace("``", "`");
        }
        boolean quoted = text.length() > 1 && (text.charAt(0) == '\'' || text.charAt(0) == '"');
        return quoted ? literal(text) : text;
    }

    /** What a quoted text stands for. */
    static String literal(String quoted) {
        char quote = quoted.charAt(0);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == quote) {
                i++;
            } else if (c == '\\') {
                i++;
                char escaped = quoted.charAt(i);
                if (escaped == '%' || escaped == '_') {
                    text.append(c);
                }
                c = unescaped(escaped);
            }
            text.append(c);
        }
        return text.toString();
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case '0' -> '\0';
            case 'b' -> '\b';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'Z' -> '\032';
            default -> escaped;
        };
    }
}
