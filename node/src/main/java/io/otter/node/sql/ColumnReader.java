package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CharsetNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CharsetWithOptBinaryContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CollateContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnAttributeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TextStringContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/** Turns the tree of a column into what it says. Used once. */
final class ColumnReader {
    private static final Pattern NUMBER = Pattern.compile("(\\d+)(?:\\.\\d*)?");

    private final String name;
    private @Nullable String charset;
    private @Nullable String collation;
    private boolean binary;
    private @Nullable Boolean nullable;
    private boolean primary;
    private boolean unique;

    private ColumnReader(String name) {
        this.name = name;
    }

    static DefinedColumn read(String name, FieldDefinitionContext definition) {
        return new ColumnReader(name).read(definition);
    }

    private DefinedColumn read(FieldDefinitionContext definition) {
        DefinedType type = type(definition.dataType());
        collate(definition.collate());
        definition.columnAttribute().forEach(this::attribute);
        return new DefinedColumn(
                name,
                type,
                new TextDefaults(charset, collation),
                binary,
                nullable,
                definition.AS_SYMBOL() != null,
                primary,
                unique);
    }

    private void attribute(ColumnAttributeContext attribute) {
        if (attribute.nullLiteral() != null) {
            nullable = attribute.NOT_SYMBOL() == null;
        } else if (attribute.collate() != null) {
            collate(attribute.collate());
        } else if (attribute.value != null) {
            switch (attribute.value.getType()) {
                case MySqlLexer.KEY_SYMBOL -> primary = true;
                case MySqlLexer.UNIQUE_SYMBOL -> unique = true;
                case MySqlLexer.SERIAL_SYMBOL -> {
                    nullable = false;
                    unique = true;
                }
                default -> {}
            }
        }
    }

    private void collate(@Nullable CollateContext collate) {
        if (collate != null) {
            collation = word(collate.collationName());
        }
    }

    private DefinedType type(DataTypeContext type) {
        binary = type.BINARY_SYMBOL() != null && (type.type == null || type.type.getType() != MySqlLexer.BINARY_SYMBOL);
        charset(type.charsetWithOptBinary());
        int token = type.nchar() == null ? type.type.getType() : MySqlLexer.NCHAR_SYMBOL;
        String written = switch (token) {
            case MySqlLexer.NCHAR_SYMBOL, MySqlLexer.NVARCHAR_SYMBOL, MySqlLexer.NATIONAL_SYMBOL -> {
                charset = "utf8mb3";
                yield type.nchar() == null ? "varchar" : "char";
            }
            case MySqlLexer.CHAR_SYMBOL -> type.VARYING_SYMBOL() == null ? "char" : "varchar";
            case MySqlLexer.LONG_SYMBOL -> type.VARBINARY_SYMBOL() == null ? "mediumtext" : "mediumblob";
            case MySqlLexer.BOOL_SYMBOL, MySqlLexer.BOOLEAN_SYMBOL -> "bool";
            case MySqlLexer.REAL_SYMBOL -> "double";
            case MySqlLexer.NUMERIC_SYMBOL, MySqlLexer.FIXED_SYMBOL -> "decimal";
            case MySqlLexer.SERIAL_SYMBOL -> {
                nullable = false;
                unique = true;
                yield "bigint";
            }
            case MySqlLexer.JSON_SYMBOL -> type.type.getText().toLowerCase(Locale.ROOT); // see MariadbWords
            default ->
                MySqlLexer.VOCABULARY
                        .getSymbolicName(token)
                        .replace("_SYMBOL", "")
                        .toLowerCase(Locale.ROOT);
        };
        String options =
                type.fieldOptions() == null ? "" : type.fieldOptions().getText().toLowerCase(Locale.ROOT);
        boolean zerofill = options.contains("zerofill");
        boolean unsigned = zerofill || options.contains("unsigned") || token == MySqlLexer.SERIAL_SYMBOL;
        return new DefinedType(written, numbers(type), labels(type), unsigned, zerofill);
    }

    private void charset(@Nullable CharsetWithOptBinaryContext text) {
        if (text == null) {
            return;
        }
        String written = text.getText().toUpperCase(Locale.ROOT);
        if (text.ascii() != null) {
            charset = "latin1";
            binary = written.contains("BINARY");
        } else if (text.unicode() != null) {
            charset = "ucs2";
            binary = written.contains("BINARY");
        } else if (text.BYTE_SYMBOL() != null) {
            charset = "binary";
        } else {
            binary = text.BINARY_SYMBOL() != null;
            charset = text.charsetName() == null ? null : charset(text.charsetName());
        }
    }

    private static List<Long> numbers(DataTypeContext type) {
        List<Long> numbers = new ArrayList<>();
        for (ParserRuleContext part : new ParserRuleContext[] {
            type.fieldLength(), type.floatOptions(), type.precision(), type.typeDatetimePrecision()
        }) {
            Matcher number = NUMBER.matcher(part == null ? "" : part.getText());
            while (number.find()) {
                numbers.add(Long.parseLong(number.group(1)));
            }
        }
        return numbers;
    }

    private static List<String> labels(DataTypeContext type) {
        List<String> labels = new ArrayList<>();
        if (type.stringList() != null) {
            for (TextStringContext label : type.stringList().textString()) {
                if (label.textStringLiteral() == null) {
                    throw new IllegalArgumentException("a label that is written as a number is not replayed");
                }
                labels.add(Names.literal(label.getText()).replaceFirst(" +$", ""));
            }
        }
        return labels;
    }

    static String charset(CharsetNameContext name) {
        return word(name);
    }

    private static String word(ParserRuleContext name) {
        return Names.unquoted(name.getText()).toLowerCase(Locale.ROOT);
    }

    static String collation(ParserRuleContext name) {
        return word(name);
    }
}
