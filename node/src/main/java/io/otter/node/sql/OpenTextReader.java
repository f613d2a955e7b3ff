package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListItemContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CharsetNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnAttributeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DefaultCharsetContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** Finds in a statement's tree what it leaves to the server: character sets, and values of rows. Used once. */
final class OpenTextReader {
    private static final Set<String> TEXT_TYPES =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set");

    /** Without comments. */
    private final String sql;

    private static final Pattern OF_SERVER = Pattern.compile(
            "(?i)(?:\\b|default)(?:uuid(?:_short|_v4|_v7)?|rand|random_bytes|sys_guid"
                    + "|sysdate|connection_id|(?:current_|session_|system_)?user|nextval|lastval|setval)\\(|@@|nextvaluefor|currentuser\\b");

    /** A comment or a default may speak of functions. */
    private static final Pattern STRING =
            Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*+'|\"(?:[^\"\\\\]|\\\\.|\"\")*+\"", Pattern.DOTALL);

    private final List<OpenText> open = new ArrayList<>();
    /** Not where the statement itself gives the table others. */
    private boolean charsetsFromTable;

    private Filling filling = Filling.SAME;

    private OpenTextReader(String sql) {
        this.sql = sql;
    }

    static LeftOpen read(String sql, ParseTree tree) {
        OpenTextReader reader = new OpenTextReader(sql);
        reader.visit(tree);
        return new LeftOpen(reader.open, reader.filling);
    }

    private void visit(ParseTree tree) {
        if (tree instanceof CreateTableContext create) {
            table(create);
            return;
        }
        if (tree instanceof AlterTableContext alter) {
            charsetsFromTable = !charsetOptions(alter) && !converts(alter);
        } else if (tree instanceof AlterListItemContext item && item.CONVERT_SYMBOL() != null) {
            charset(item.charsetName());
        } else if (tree instanceof FieldDefinitionContext definition) {
            column(definition);
        } else if (tree instanceof ColumnAttributeContext attribute) {
            numbers(attribute.AUTO_INCREMENT_SYMBOL() != null || attribute.SERIAL_SYMBOL() != null);
        } else if (tree instanceof DataTypeContext type) {
            numbers(type.type != null && type.type.getType() == MySqlLexer.SERIAL_SYMBOL);
        }
        for (int i = 0; i < tree.getChildCount(); i++) {
            visit(tree.getChild(i));
        }
    }

    private void table(CreateTableContext create) {
        if (create.LIKE_SYMBOL() != null || create.TEMPORARY_SYMBOL() != null) {
            return;
        }
        boolean said = charsetOptions(create.createTableOptionsEtc());
        if (!said) {
            Token last = create.tableElementList() == null
                    ? create.tableName().getStop()
                    : create.CLOSE_PAR_SYMBOL().getSymbol();
            after(last, OpenText.Form.CLAUSE);
        }
    }

    /** Whether a table option names a character set or a collation. */
    private boolean charsetOptions(@Nullable ParseTree tree) {
        boolean said = false;
        if (tree instanceof CreateTableOptionContext option) {
            DefaultCharsetContext charset = option.defaultCharset();
            charset(charset == null ? null : charset.charsetName());
            return charset != null || option.defaultCollation() != null;
        }
        for (int i = 0; tree != null && i < tree.getChildCount(); i++) {
            said |= charsetOptions(tree.getChild(i));
        }
        return said;
    }

    private static boolean converts(ParseTree tree) {
        boolean converts = tree instanceof AlterListItemContext item && item.CONVERT_SYMBOL() != null;
        for (int i = 0; i < tree.getChildCount() && !converts; i++) {
            converts = converts(tree.getChild(i));
        }
        return converts;
    }

    private void charset(@Nullable CharsetNameContext name) {
        if (name != null && name.getText().equalsIgnoreCase("default")) {
            Token word = name.getStart();
            open.add(new OpenText(index(word.getStartIndex()), index(word.getStopIndex() + 1), OpenText.Form.NAME));
        }
    }

    private void numbers(boolean does) {
        filling = does ? Filling.NUMBERS : filling;
    }

    private void column(FieldDefinitionContext definition) {
        if (OF_SERVER
                .matcher(STRING.matcher(definition.getText()).replaceAll("''"))
                .find()) {
            filling = Filling.OWN;
        }
        DefinedColumn column = ColumnReader.read("", definition);
        if (charsetsFromTable
                && TEXT_TYPES.contains(column.type().name())
                && column.text().areOpen()) {
            ParserRuleContext type = definition.dataType();
            after(type.getStop(), column.binary() ? OpenText.Form.CHARSET_CLAUSE : OpenText.Form.CLAUSE);
        }
    }

    private void after(Token token, OpenText.Form form) {
        int at = index(token.getStopIndex() + 1);
        open.add(new OpenText(at, at, form));
    }

    /** Tokens count characters, strings count halves of them. */
    private int index(int characters) {
        return sql.offsetByCodePoints(0, characters);
    }
}
