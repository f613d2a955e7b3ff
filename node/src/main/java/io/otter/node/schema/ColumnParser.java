package io.otter.node.schema;

import com.alibaba.druid.sql.ast.SQLDataType;
import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.expr.SQLTextLiteralExpr;
import com.alibaba.druid.sql.ast.statement.SQLCharacterDataType;
import com.alibaba.druid.sql.ast.statement.SQLColumnConstraint;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.ast.statement.SQLColumnPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLNotNullConstraint;
import io.otter.node.binlog.Column;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts parsed column definitions to columns. Stateless. */
final class ColumnParser {
    private ColumnParser() {}

    /** @param collation of the table, for columns without one */
    static Column column(SQLColumnDefinition definition, String tableCharset, String collation) {
        SQLDataType type = definition.getDataType();
        String written = type.toString();
        String dataType = ColumnTypes.canonical(type.getName());
        String charset = null;
        String own = null;
        if (ColumnTypes.hasCharset(dataType)) {
            charset = text(definition.getCharsetExpr());
            own = text(definition.getCollateExpr());
            if (type instanceof SQLCharacterDataType characters) {
                charset = charset == null ? lower(characters.getCharSetName()) : charset;
                own = own == null ? lower(characters.getCollate()) : own;
            }
            if (charset == null && own != null) {
                charset = ColumnTypes.charsetOf(own);
            }
            if (charset == null) {
                charset = tableCharset;
                own = collation;
            }
        } else if (dataType.equals("json")) {
            charset = "utf8mb4";
        }
        boolean notNull = false;
        for (SQLColumnConstraint constraint : definition.getConstraints()) {
            notNull |= constraint instanceof SQLNotNullConstraint || constraint instanceof SQLColumnPrimaryKey;
        }
        boolean labelled = dataType.equals("enum") || dataType.equals("set");
        return new Column(
                name(definition.getName()),
                dataType,
                written,
                written.toLowerCase(Locale.ROOT).contains("unsigned")
                        || written.toLowerCase(Locale.ROOT).contains("zerofill")
                        || type.getName().equalsIgnoreCase("serial"),
                !notNull,
                definition.getGeneratedAlawsAs() != null || definition.getAsExpr() != null,
                charset == null || charset.isEmpty() ? null : charset,
                own == null || own.isEmpty() ? null : own,
                labelled ? labels(type) : List.of());
    }

    private static List<String> labels(SQLDataType type) {
        return type.getArguments().stream()
                .map(label -> label instanceof SQLTextLiteralExpr text ? text.getText() : label.toString())
                .toList();
    }

    /** A simple name without its quotes. */
    static String name(SQLName name) {
        return unquote(name.getSimpleName());
    }

    static String unquote(String name) {
        String text = name;
        if (text.length() > 1 && (text.startsWith("`") || text.startsWith("\""))) {
            String quote = text.substring(0, 1);
            text = text.substring(1, text.length() - 1).replace(quote + quote, quote);
        }
        return text;
    }

    static @Nullable String text(@Nullable SQLExpr expression) {
        return expression == null ? null : lower(expression.toString());
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.replaceAll("['\"`]", "").toLowerCase(Locale.ROOT);
    }
}
