package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.SqlComments;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a statement in the spelling of a session without ANSI_QUOTES and NO_BACKSLASH_ESCAPES. MySQL's own grammar
 * serves for MariaDB as well, where {@link DialectTokens} takes out what only MariaDB has: the grammar that debezium keeps
 * for MariaDB refuses much of what the two share. The grammar is loaded at the first statement. Used by one thread.
 */
public final class SqlParser {
    /** Newer than every server: a log holds nothing that its server refused. */
    private static final int ANY_VERSION = 90_999;

    private static final int LONGEST_COMPLAINT = 160;

    private final SqlDialect dialect;

    public SqlParser(SqlDialect dialect) {
        this.dialect = dialect;
    }

    /**
     * @param schema of names that have none
     * @throws SqlRefusedException for a text that the grammar does not hold
     */
    public SqlStatement parse(String sql, String schema) throws SqlRefusedException {
        return read(sql, schema).statement();
    }

    /**
     * Like {@link #parse}, with what the statement leaves open.
     *
     * @param schema of names that have none
     * @throws SqlRefusedException for a text that the grammar does not hold
     */
    public ReadStatement read(String sql, String schema) throws SqlRefusedException {
        String blanked = SqlComments.blanked(sql);
        List<Token> tokens = tokens(blanked);
        if (dialect.mariadb()) {
            DialectTokens.sequenceAsView(tokens);
        }
        boolean aboutView = DialectTokens.isAboutView(tokens);
        boolean view = aboutView && DialectTokens.nameView(tokens);
        if (!aboutView && !DialectTokens.isAboutTables(tokens)) {
            return new ReadStatement(new SqlStatement.Other(), List.of(), DdlChange.Filling.SAME);
        }
        DialectTokens.adapt(tokens, dialect);
        CommonTokenStream stream = new CommonTokenStream(new ListTokenSource(tokens));
        stream.fill();
        MySqlParser parser = new MySqlParser(stream);
        parser.serverVersion = ANY_VERSION;
        parser.sqlModes = Set.of();
        FirstError error = new FirstError();
        parser.removeErrorListeners();
        parser.addErrorListener(error);
        // Most statements are read without looking at what is around a rule; the others once more with all of it.
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        MySqlParser.QueriesContext tree = parser.queries();
        if (error.found != null) {
            error.found = null;
            parser.reset();
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            tree = parser.queries();
        }
        if (error.found != null) {
            throw error.found;
        }
        SqlStatement read = new StatementReader(stream, schema).read(tree);
        if (view && read instanceof SqlStatement.DropViews named) {
            read = new SqlStatement.CreateView(named.views().get(0));
        }
        OpenTextReader open = new OpenTextReader(blanked, tree);
        return new ReadStatement(read, open.open(), open.filling());
    }

    private static List<Token> tokens(String sql) throws SqlRefusedException {
        MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(sql));
        lexer.serverVersion = ANY_VERSION;
        lexer.sqlModes = Set.of();
        FirstError error = new FirstError();
        lexer.removeErrorListeners();
        lexer.addErrorListener(error);
        List<Token> tokens = new ArrayList<>(lexer.getAllTokens());
        tokens.removeIf(token -> token.getChannel() != Token.DEFAULT_CHANNEL);
        if (error.found != null) {
            throw error.found;
        }
        return tokens;
    }

    private static final class FirstError extends BaseErrorListener {
        private @Nullable SqlRefusedException found;

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
                found = new SqlRefusedException(
                        line, column, isLong ? what.substring(0, LONGEST_COMPLAINT) + "…" : what);
            }
        }
    }
}
