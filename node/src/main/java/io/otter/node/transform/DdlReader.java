package io.otter.node.transform;

import io.otter.common.model.DdlKind;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.transform.SqlTokens.Token;
import io.otter.node.transform.TableMention.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the table names in one statement. For a single use. */
final class DdlReader {
    private static final Token END = new Token(SqlTokens.Kind.SYMBOL, "", Integer.MAX_VALUE, Integer.MAX_VALUE);
    /** First words of items in CREATE TABLE or after ADD that are not columns. */
    private static final Set<String> NO_COLUMN = Set.of(
            "PRIMARY",
            "KEY",
            "INDEX",
            "UNIQUE",
            "FULLTEXT",
            "SPATIAL",
            "VECTOR",
            "CONSTRAINT",
            "FOREIGN",
            "CHECK",
            "PERIOD",
            "PARTITION",
            "SYSTEM",
            "LIKE");

    private final String defaultSchema;
    private final String sql;
    private final Map<String, String> session;
    private final List<Token> tokens;
    private final List<TableMention> mentions = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();
    private boolean addsColumnsOnly;
    private int at;

    DdlReader(DdlChange ddl) {
        defaultSchema = ddl.schema();
        sql = ddl.sql();
        session = ddl.session();
        tokens = SqlTokens.of(sql);
    }

    Optional<DdlStatement> read() {
        DdlKind kind = null;
        if (take("CREATE")) {
            kind = create();
        } else if (take("ALTER")) {
            kind = alter();
        } else if (take("DROP")) {
            kind = drop();
        } else if (take("TRUNCATE")) {
            take("TABLE");
            name(Role.SUBJECT);
            kind = DdlKind.TRUNCATE;
        } else if (take("RENAME")) {
            kind = rename();
        }
        return kind == null || mentions.isEmpty()
                ? Optional.empty()
                : Optional.of(new DdlStatement(kind, sql, session, mentions, columns, addsColumnsOnly));
    }

    private @Nullable DdlKind create() {
        while (take("OR") || take("REPLACE") || take("ONLINE") || take("OFFLINE")) {
            continue;
        }
        if (take("TABLE")) {
            ifExists();
            name(Role.SUBJECT);
            createBody();
            return DdlKind.CREATE;
        }
        while (take("UNIQUE") || take("FULLTEXT") || take("SPATIAL") || take("VECTOR")) {
            continue;
        }
        return take("INDEX") && skipTo("ON") && name(Role.SUBJECT) ? DdlKind.INDEX : null;
    }

    private void createBody() {
        boolean inParentheses = peek().isSymbol("(");
        if (peek(inParentheses ? 1 : 0).is("LIKE")) {
            at += inParentheses ? 2 : 1;
            name(Role.REFERENCE);
            return;
        }
        int depth = 0;
        boolean itemBegins = false;
        while (at < tokens.size()) {
            Token token = tokens.get(at++);
            if (itemBegins && depth == 1 && token.isName() && !isNoColumn(token)) {
                columns.add(token.text());
            }
            itemBegins = token.isSymbol("(") && depth == 0 || token.isSymbol(",") && depth == 1;
            depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
            if (token.is("REFERENCES")) {
                name(Role.REFERENCE);
            }
        }
    }

    private @Nullable DdlKind alter() {
        while (take("ONLINE") || take("OFFLINE") || take("IGNORE")) {
            continue;
        }
        if (!take("TABLE")) {
            return null;
        }
        ifExists();
        name(Role.SUBJECT);
        waitClause();
        addsColumnsOnly = at < tokens.size();
        int depth = 0;
        boolean itemBegins = true;
        while (at < tokens.size()) {
            if (itemBegins) {
                item();
            }
            if (at >= tokens.size()) {
                break;
            }
            Token token = tokens.get(at++);
            depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
            itemBegins = depth == 0 && token.isSymbol(",");
            if (token.is("REFERENCES")) {
                name(Role.REFERENCE);
            } else if (depth == 0 && token.is("TABLE") && peek().isName() && !peek().is("TO")) {
                name(Role.EXCHANGE); // EXCHANGE PARTITION … WITH TABLE, CONVERT PARTITION … TO TABLE, CONVERT TABLE
            }
        }
        if (!addsColumnsOnly) {
            columns.clear();
        }
        return DdlKind.ALTER;
    }

    private void item() {
        if (take("RENAME")) {
            addsColumnsOnly = false;
            boolean other = peek().is("COLUMN") || peek().is("INDEX") || peek().is("KEY") || peek().is("CONSTRAINT");
            if (!other) {
                if (!take("TO") && !take("AS") && peek().isSymbol("=")) {
                    at++;
                }
                name(Role.TO);
            }
        } else if (take("ADD")) {
            boolean column = take("COLUMN");
            ifExists();
            if (column || !isNoColumn(peek())) {
                if (peek().isSymbol("(")) {
                    addsColumnsOnly = false; // a column list is not analyzed
                } else {
                    columns.add(peek().text());
                }
            } else {
                addsColumnsOnly = false;
            }
        } else if (!peek().is("ALGORITHM") && !peek().is("LOCK")) {
            addsColumnsOnly = false;
        }
    }

    private @Nullable DdlKind drop() {
        while (take("ONLINE") || take("OFFLINE")) {
            continue;
        }
        if (take("TABLE") || take("TABLES")) {
            ifExists();
            while (name(Role.SUBJECT) && peek().isSymbol(",")) {
                at++;
            }
            return DdlKind.DROP;
        }
        return take("INDEX") && skipTo("ON") && name(Role.SUBJECT) ? DdlKind.INDEX : null;
    }

    private @Nullable DdlKind rename() {
        if (!take("TABLE") && !take("TABLES")) {
            return null;
        }
        ifExists();
        while (name(Role.SUBJECT)) {
            waitClause();
            if (!take("TO") || !name(Role.TO)) {
                return null;
            }
            if (!peek().isSymbol(",")) {
                break;
            }
            at++;
        }
        return DdlKind.RENAME;
    }

    private boolean name(Role role) {
        Token first = peek();
        if (!first.isName()) {
            return false;
        }
        at++;
        String schema = defaultSchema;
        Token last = first;
        boolean qualified = peek().isSymbol(".") && peek(1).isName();
        if (qualified) {
            schema = first.text();
            last = peek(1);
            at += 2;
        }
        mentions.add(new TableMention(new TableName(schema, last.text()), role, first.from(), last.to(), qualified));
        return true;
    }

    private void ifExists() {
        if (peek().is("IF")) {
            at++;
            take("NOT");
            take("EXISTS");
        }
    }

    private void waitClause() {
        if (take("WAIT")) {
            at++;
        } else {
            take("NOWAIT");
        }
    }

    private boolean skipTo(String keyword) {
        while (at < tokens.size()) {
            if (take(keyword)) {
                return true;
            }
            at++;
        }
        return false;
    }

    private boolean take(String keyword) {
        boolean is = peek().is(keyword);
        if (is) {
            at++;
        }
        return is;
    }

    private Token peek() {
        return peek(0);
    }

    private Token peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : END;
    }

    private static boolean isNoColumn(Token token) {
        return token.kind() == SqlTokens.Kind.WORD && NO_COLUMN.stream().anyMatch(token::is);
    }
}
