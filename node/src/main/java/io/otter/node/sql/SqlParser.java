package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a statement in the spelling of a session without ANSI_QUOTES and NO_BACKSLASH_ESCAPES. MySQL's own grammar
 * serves for MariaDB as well, where {@link MariadbWords} takes out what only MariaDB has: the grammar that debezium keeps
 * for MariaDB refuses much of what the two share. The grammar is loaded at the first statement. Used by one thread.
 */
public final class SqlParser {
    /** Newer than every server: a log holds nothing that its server refused. */
    private static final int ANY_VERSION = 90_999;

    private static final int LONGEST_COMPLAINT = 160;

    /** Of parentheses in each other: 1,500 of them, as servers take, cost the grammar more than a gigabyte. */
    private static final int DEEPEST = 200;

    /** Of parentheses that open next to each other, as around a query: each doubles what the grammar costs. */
    private static final int MOST_IN_A_ROW = 8;

    private static final String TOO_DEEP =
            "it has more than " + MOST_IN_A_ROW + " parentheses next to each other, or " + DEEPEST + " in each other";

    private static final String VERSIONING =
            "it is about SYSTEM VERSIONING: the log of a system-versioned table has rows of"
                    + " its history, which cannot be synced";
    /** A definer and what else may come before the word that says what a statement is about. */
    private static final int LONGEST_HEAD = 2_000;

    private final SqlDialect dialect;

    public SqlParser(SqlDialect dialect) {
        this.dialect = dialect;
    }

    /** The name as the server that logs these statements has it there. */
    public TableName named(TableName written) {
        return dialect.named(written);
    }

    /**
     * @param schema of names that have none
     * @throws SqlRefusedException for a text that the grammar does not hold
     */
    public SqlStatement parse(String sql, String schema) throws SqlRefusedException {
        ParsedStatement read = read(sql, schema);
        if (!read.problem().isEmpty()) {
            throw new SqlRefusedException(read.problem());
        }
        return read.statement();
    }

    /**
     * Reads any statement; what the grammar refuses is read by its words.
     *
     * @param schema of names that have none
     */
    public ParsedStatement read(String sql, String schema) {
        Names names = new Names(schema, dialect);
        String text = SqlComments.blanked(sql, dialect);
        StatementHead head = head(text);
        if (head.kind() == StatementKind.OTHER || head.kind() == StatementKind.STORED_PROGRAM) {
            return new ParsedStatement(
                    head.kind(),
                    head.temporary(),
                    new SqlStatement.Other(),
                    List.of(),
                    List.of(),
                    "",
                    LeftOpen.NOTHING);
        }
        String problem = "";
        for (boolean freed : new boolean[] {true, false}) {
            FirstError error = new FirstError();
            TokenList tokens = tokens(text, error);
            if (error.found != null) {
                return byWords(text, names, head, error.found);
            }
            // Those in what nobody reads tell as well whether a default is that of a session.
            List<TableName> called = new TokenMentions(tokens, head, text, names).routines();
            boolean removes = ignoresDuplicates(tokens, head);
            UnreadParts.shorten(tokens, head);
            StandardWords.name(tokens, head, dialect, freed);
            if (dialect.mariadb()) {
                MariadbWords.adapt(tokens, head);
            }
            if (isTooDeep(tokens)) {
                return byWords(text, names, head, TOO_DEEP);
            }
            CommonTokenStream stream = tokens.stream();
            try {
                MySqlParser.QueriesContext tree = tree(stream, error, MySqlParser::queries);
                SqlStatement statement = new StatementReader(stream, names).read(tree);
                TreeMentions found = new TreeMentions(text, names).find(tree);
                LeftOpen left = OpenTextReader.read(text, tree);
                return new ParsedStatement(
                        head.kind(),
                        head.temporary(),
                        statement,
                        found.mentions(),
                        head.kind() == StatementKind.ROWS ? found.routines() : called,
                        "",
                        removes ? left.removing() : left);
            } catch (SqlRefusedException | RuntimeException | StackOverflowError e) {
                problem = problem.isEmpty() ? complaint(error, e) : problem;
            }
        }
        return byWords(text, names, head, problem);
    }

    /** Reads the names only, by the words: much faster, and never too few. Those of a statement that writes rows have no places. */
    public ParsedStatement readNames(String sql, String schema) {
        String text = SqlComments.blanked(sql, dialect);
        return byWords(text, new Names(schema, dialect), head(text), "");
    }

    /** What a statement is about, by its first words. */
    public StatementKind kind(String sql) {
        return head(SqlComments.blanked(sql, dialect)).kind();
    }

    private static StatementHead head(String text) {
        String begin = text.length() > LONGEST_HEAD ? text.substring(0, LONGEST_HEAD) : text;
        return StatementHead.of(tokens(begin));
    }

    /** Reads what a trigger or routine does, or a view shows. */
    public ParsedStatement readBody(String sql, String schema) {
        Names names = new Names(schema, dialect);
        String text = SqlComments.blanked(sql, dialect);
        FirstError error = new FirstError();
        TokenList tokens = tokens(text, error);
        StatementHead all = new StatementHead(StatementKind.ROWS, false, 0, 0);
        if (error.found != null || isTooDeep(tokens)) {
            return byWords(text, names, all, Objects.requireNonNullElse(error.found, TOO_DEEP));
        }
        ParseTree tree;
        try {
            tree = tree(tokens.stream(), error, MySqlParser::compoundStatement);
        } catch (ParseCancellationException e) {
            return byWords(text, names, all, complaint(error, e));
        }
        TreeMentions found = new TreeMentions(text, names).find(tree);
        return new ParsedStatement(
                StatementKind.ROWS,
                false,
                new SqlStatement.Other(),
                found.mentions(),
                found.routines(),
                "",
                LeftOpen.NOTHING);
    }

    private static boolean isTooDeep(TokenList tokens) {
        return tokens.depth() > DEEPEST || tokens.openedInARow() > MOST_IN_A_ROW;
    }

    private static String complaint(FirstError error, Throwable e) {
        if (error.found != null) {
            return error.found;
        }
        return e instanceof SqlRefusedException ? String.valueOf(e.getMessage()) : e.toString();
    }

    private ParsedStatement byWords(String text, Names names, StatementHead head, String problem) {
        String named = head.kind() == StatementKind.ROWS ? Literals.leftOut(text) : text;
        TokenList tokens = tokens(named);
        TokenMentions found = new TokenMentions(tokens, head, named, names);
        List<TableMention> mentions = found.find();
        boolean dropped = tokens.is(head.verb(), MySqlLexer.DROP_SYMBOL);
        SqlStatement statement = head.kind() == StatementKind.VIEW ? view(mentions, dropped) : new SqlStatement.Other();
        // What a view shows does not matter to what the grammar is for, and need not be understood.
        boolean known = !(statement instanceof SqlStatement.Other);
        String why = problem.isEmpty() || !isOfVersioning(tokens, head) ? problem : VERSIONING;
        return new ParsedStatement(
                head.kind(),
                head.temporary(),
                statement,
                mentions,
                found.routines(),
                known ? "" : why,
                LeftOpen.NOTHING);
    }

    private static boolean ignoresDuplicates(TokenList tokens, StatementHead head) {
        boolean found = false;
        for (int i = head.verb() + 1; i < head.object() && tokens.is(head.verb(), MySqlLexer.ALTER_SYMBOL); i++) {
            found |= tokens.is(i, MySqlLexer.IGNORE_SYMBOL);
        }
        return found;
    }

    private static boolean isOfVersioning(TokenList tokens, StatementHead head) {
        boolean found = false;
        for (int i = head.object(); i < tokens.size(); i++) {
            found |= tokens.text(i - 1).equals("SYSTEM") && tokens.text(i).equals("VERSIONING");
        }
        return found;
    }

    private static SqlStatement view(List<TableMention> mentions, boolean dropped) {
        List<TableName> views = mentions.stream().map(TableMention::table).toList();
        if (views.isEmpty()) {
            return new SqlStatement.Other();
        }
        return dropped ? new SqlStatement.DropViews(views) : new SqlStatement.CreateView(views.get(0));
    }

    /** @throws ParseCancellationException at the first error */
    private static <T extends ParseTree> T tree(
            CommonTokenStream stream, FirstError error, Function<MySqlParser, T> rule) {
        MySqlParser parser = new MySqlParser(stream);
        parser.serverVersion = ANY_VERSION;
        parser.sqlModes = Set.of();
        parser.removeErrorListeners();
        parser.addErrorListener(error);
        // Most statements are read without looking at what is around a rule; the others once more with all of it.
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.setErrorHandler(new EndAtFirstError());
        try {
            return rule.apply(parser);
        } catch (ParseCancellationException e) {
            error.found = null;
            parser.reset();
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            return rule.apply(parser);
        }
    }

    static TokenList tokens(String sql) {
        return tokens(sql, new FirstError());
    }

    private static TokenList tokens(String sql, FirstError error) {
        MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(sql));
        lexer.serverVersion = ANY_VERSION;
        lexer.sqlModes = Set.of();
        lexer.removeErrorListeners();
        lexer.addErrorListener(error);
        List<Token> tokens = new ArrayList<>(lexer.getAllTokens());
        tokens.removeIf(token -> token.getChannel() != Token.DEFAULT_CHANNEL);
        TokenList list = new TokenList(tokens);
        StandardWords.join(list);
        return list;
    }

    private static final class FirstError extends BaseErrorListener {
        private @Nullable String found;

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                Object symbol,
                int line,
                int column,
                String message,
                RecognitionException exception) {
            if (found == null) {
                String what = message.replaceFirst("(?s) expecting \\{.*", "");
                boolean isLong = what.length() > LONGEST_COMPLAINT;
                found = SqlRefusedException.at(
                        line, column, isLong ? what.substring(0, LONGEST_COMPLAINT) + "…" : what);
            }
        }
    }
}
