package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateDatabaseContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateDatabaseOptionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateIndexContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionsEtcContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DefaultCharsetContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DefaultCollationContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DropIndexContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DropStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DropTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.IndexNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyListWithExpressionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.QueriesContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableConstraintDefContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableElementContext;
import io.otter.node.sql.DefinedKey.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.jspecify.annotations.Nullable;

/** Turns the tree of a statement into what it says. */
final class StatementReader {
    private static final Set<String> TWO_WORDS =
            Set.of("REMOVEPARTITIONING", "UPGRADEPARTITIONING", "DISCARDTABLESPACE", "IMPORTTABLESPACE");

    private final CommonTokenStream tokens;
    private final Names names;

    StatementReader(CommonTokenStream tokens, Names names) {
        this.tokens = tokens;
        this.names = names;
    }

    SqlStatement read(QueriesContext tree) throws SqlRefusedException {
        if (tree.query().size() != 1) {
            throw new SqlRefusedException("it is not one statement");
        }
        SimpleStatementContext statement = tree.query(0).simpleStatement();
        SqlStatement read = null;
        if (statement != null && statement.createStatement() != null) {
            read = create(statement.createStatement());
        } else if (statement != null && statement.alterStatement() != null) {
            read = alter(statement.alterStatement());
        } else if (statement != null && statement.dropStatement() != null) {
            read = drop(statement.dropStatement());
        } else if (statement != null && statement.renameTableStatement() != null) {
            read = new SqlStatement.RenameTables(statement.renameTableStatement().renamePair().stream()
                    .map(pair -> new SqlStatement.Rename(names.table(pair.tableRef()), names.table(pair.tableName())))
                    .toList());
        } else if (statement != null && statement.truncateTableStatement() != null) {
            read = new SqlStatement.Truncate(
                    names.table(statement.truncateTableStatement().tableRef()));
        }
        return read == null ? new SqlStatement.Other() : read;
    }

    private @Nullable SqlStatement create(CreateStatementContext create) throws SqlRefusedException {
        if (create.createTable() != null && create.createTable().TEMPORARY_SYMBOL() == null) {
            return table(create.createTable(), isConditional(create, MySqlLexer.REPLACE_SYMBOL));
        }
        if (create.createIndex() != null) {
            return index(create.createIndex());
        }
        if (create.createView() != null) {
            return new SqlStatement.CreateView(names.table(create.createView().viewName()));
        }
        CreateDatabaseContext database = create.createDatabase();
        return database == null
                ? null
                : new SqlStatement.CreateDatabase(
                        names.schema(database.schemaName()),
                        defaults(database.createDatabaseOption()),
                        others(database.createDatabaseOption()),
                        database.ifNotExists() != null,
                        isConditional(create, MySqlLexer.REPLACE_SYMBOL));
    }

    private SqlStatement table(CreateTableContext create, boolean replace) throws SqlRefusedException {
        boolean ifNotExists = create.ifNotExists() != null && !replace;
        if (create.tableRef() != null) {
            return new SqlStatement.CreateTableLike(
                    names.table(create.tableName()), names.table(create.tableRef()), ifNotExists);
        }
        List<DefinedColumn> columns = new ArrayList<>();
        List<DefinedKey> keys = new ArrayList<>();
        if (create.tableElementList() != null) {
            for (TableElementContext element : create.tableElementList().tableElement()) {
                ColumnDefinitionContext column = element.columnDefinition();
                if (column != null) {
                    DefinedColumn defined = column(column);
                    columns.add(defined);
                    keys.addAll(defined.keys());
                } else {
                    DefinedKey key = key(element.tableConstraintDef());
                    if (key != null) {
                        keys.add(key);
                    }
                }
            }
        }
        CreateTableOptionsEtcContext options = create.createTableOptionsEtc();
        boolean fromQuery = options != null
                && options.createPartitioningEtc() != null
                && options.createPartitioningEtc().duplicateAsQe() != null;
        TextDefaults defaults = options == null || options.createTableOptions() == null
                ? TextDefaults.NONE
                : options(options.createTableOptions().createTableOption());
        return new SqlStatement.CreateTable(
                names.table(create.tableName()), ifNotExists, columns, keys, defaults, fromQuery);
    }

    static DefinedColumn column(ColumnDefinitionContext column) {
        return ColumnReader.read(Names.name(column.columnName().identifier()), column.fieldDefinition());
    }

    /** Null for what is no key but a rule. */
    static @Nullable DefinedKey key(TableConstraintDefContext definition) {
        KeyListWithExpressionContext columns = definition.keyListWithExpression();
        if (columns == null) {
            return null;
        }
        Kind kind = switch (definition.type.getType()) {
            case MySqlLexer.PRIMARY_SYMBOL -> Kind.PRIMARY;
            case MySqlLexer.UNIQUE_SYMBOL -> Kind.UNIQUE;
            default -> Kind.PLAIN;
        };
        IndexNameContext written = definition.indexNameAndType() == null
                ? definition.indexName()
                : definition.indexNameAndType().indexName();
        String name = Names.name(written);
        if (name == null
                && definition.constraintName() != null
                && definition.constraintName().identifier() != null) {
            name = Names.name(definition.constraintName().identifier());
        }
        return new DefinedKey(kind, name, columns(columns));
    }

    private static List<String> columns(KeyListWithExpressionContext parts) {
        return parts.keyPartOrExpression().stream()
                .map(part ->
                        part.keyPart() == null ? "" : Names.name(part.keyPart().identifier()))
                .toList();
    }

    private SqlStatement index(CreateIndexContext create) {
        DefinedKey key = new DefinedKey(
                create.UNIQUE_SYMBOL() == null ? Kind.PLAIN : Kind.UNIQUE,
                Names.name(create.indexName()),
                columns(create.createIndexTarget().keyListWithExpression()));
        return new SqlStatement.CreateIndex(
                names.table(create.createIndexTarget().tableRef()), key, isConditional(create));
    }

    private @Nullable SqlStatement alter(AlterStatementContext alter) throws SqlRefusedException {
        if (alter.alterTable() != null) {
            return new AlterReader(this, names).read(alter.alterTable());
        }
        if (alter.alterView() != null) {
            return new SqlStatement.CreateView(names.table(alter.alterView().viewRef()));
        }
        if (alter.alterDatabase() == null) {
            return null;
        }
        List<CreateDatabaseOptionContext> options = alter.alterDatabase().alterDatabaseOption().stream()
                .map(option -> option.createDatabaseOption())
                .filter(option -> option != null)
                .toList();
        return new SqlStatement.AlterDatabase(
                names.schema(alter.alterDatabase().schemaRef()), defaults(options), others(options));
    }

    private @Nullable SqlStatement drop(DropStatementContext drop) {
        DropTableContext tables = drop.dropTable();
        if (tables != null && tables.TEMPORARY_SYMBOL() == null) {
            return new SqlStatement.DropTables(
                    tables.tableRefList().tableRef().stream().map(names::table).toList());
        }
        if (drop.dropView() != null) {
            return new SqlStatement.DropViews(drop.dropView().viewRefList().viewRef().stream()
                    .map(names::table)
                    .toList());
        }
        if (drop.dropDatabase() != null) {
            return new SqlStatement.DropDatabase(
                    names.schema(drop.dropDatabase().schemaRef()));
        }
        DropIndexContext index = drop.dropIndex();
        return index == null
                ? null
                : new SqlStatement.DropIndex(
                        names.table(index.tableRef()),
                        Names.unquoted(index.indexRef().getText()));
    }

    private static TextDefaults defaults(List<CreateDatabaseOptionContext> options) {
        TextDefaults defaults = TextDefaults.NONE;
        for (CreateDatabaseOptionContext option : options) {
            defaults = with(defaults, option.defaultCharset(), option.defaultCollation());
        }
        return defaults;
    }

    private static String others(List<CreateDatabaseOptionContext> options) {
        return options.stream()
                .filter(option -> option.defaultCharset() == null && option.defaultCollation() == null)
                .map(option -> option.getStart()
                        .getInputStream()
                        .getText(Interval.of(
                                option.getStart().getStartIndex(),
                                option.getStop().getStopIndex())))
                .collect(Collectors.joining(" "));
    }

    static TextDefaults options(List<CreateTableOptionContext> options) throws SqlRefusedException {
        TextDefaults defaults = TextDefaults.NONE;
        for (CreateTableOptionContext option : options) {
            // The grammar takes any two words for an option of some engine.
            boolean words = option.identifier() != null && option.option == null && option.EQUAL_OPERATOR() == null;
            if (words && !TWO_WORDS.contains(option.getText().toUpperCase(Locale.ROOT))) {
                Token word = option.getStart();
                throw new SqlRefusedException(SqlRefusedException.at(
                        word.getLine(), word.getCharPositionInLine(), "not an option: " + word.getText()));
            }
            defaults = with(defaults, option.defaultCharset(), option.defaultCollation());
        }
        return defaults;
    }

    private static TextDefaults with(
            TextDefaults defaults,
            @Nullable DefaultCharsetContext charset,
            @Nullable DefaultCollationContext collation) {
        return new TextDefaults(
                charset == null ? defaults.charset() : ColumnReader.charset(charset.charsetName()),
                collation == null ? defaults.collation() : ColumnReader.collation(collation.collationName()));
    }

    /** Whether IF was taken out of this part. */
    boolean isConditional(ParserRuleContext part) {
        return isConditional(part, MySqlLexer.IF_SYMBOL);
    }

    private boolean isConditional(ParserRuleContext part, int word) {
        for (int i = part.getStart().getTokenIndex(); i < part.getStop().getTokenIndex(); i++) {
            Token token = tokens.get(i);
            if (token.getType() == word && token.getChannel() == TokenList.TAKEN_OUT) {
                return true;
            }
        }
        return false;
    }
}
