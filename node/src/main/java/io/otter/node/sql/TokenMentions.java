package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import io.otter.database.TableName;
import io.otter.node.sql.TableMention.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the tables that a statement names by its words alone, for what the grammar refuses and where its tree would cost too much.
 * It may find too many, never too few. Used once.
 */
final class TokenMentions {
    private static final Set<Integer> BEFORE_TABLES = Set.of(
            INTO_SYMBOL,
            UPDATE_SYMBOL,
            FROM_SYMBOL,
            JOIN_SYMBOL,
            STRAIGHT_JOIN_SYMBOL,
            TABLE_SYMBOL,
            USING_SYMBOL,
            INSERT_SYMBOL,
            REPLACE_SYMBOL,
            DELETE_SYMBOL);
    private static final Set<Integer> MANNERS = Set.of(
            LOW_PRIORITY_SYMBOL,
            DELAYED_SYMBOL,
            HIGH_PRIORITY_SYMBOL,
            IGNORE_SYMBOL,
            QUICK_SYMBOL,
            INTO_SYMBOL,
            TABLE_SYMBOL,
            FROM_SYMBOL,
            LATERAL_SYMBOL,
            OPEN_PAR_SYMBOL);

    private final TokenList tokens;
    private final StatementHead head;
    private final String sql;
    private final Names names;
    private final List<TableMention> mentions = new ArrayList<>();
    private int at;

    TokenMentions(TokenList tokens, StatementHead head, String sql, Names names) {
        this.tokens = tokens;
        this.head = head;
        this.sql = sql;
        this.names = names;
    }

    List<TableMention> find() {
        at = head.object() + 1;
        switch (head.kind()) {
            case CREATE_TABLE -> create();
            case ALTER_TABLE -> alter();
            case DROP_TABLE, VIEW -> list(Role.SUBJECT);
            case TRUNCATE_TABLE -> {
                take(TABLE_SYMBOL);
                name(Role.SUBJECT);
            }
            case RENAME_TABLE -> rename();
            case INDEX -> {
                while (at < tokens.size() && !take(ON_SYMBOL)) {
                    at++;
                }
                name(Role.SUBJECT);
            }
            case ROWS -> {
                at = head.verb();
                rows(Role.SUBJECT);
            }
            case DATABASE, STORED_PROGRAM, OTHER -> {}
        }
        return mentions;
    }

    /** Whatever is called as a function, whether the server has it built in or not. */
    List<TableName> routines() {
        List<TableName> called = new ArrayList<>();
        for (int i = head.verb(); i + 1 < tokens.size(); i++) {
            if (tokens.is(i + 1, OPEN_PAR_SYMBOL) && isName(i) || tokens.is(i - 1, CALL_SYMBOL)) {
                boolean qualified = tokens.is(i - 1, DOT_SYMBOL) && isName(i - 2);
                called.add(names.table(qualified ? name(i - 2) : null, name(i)));
            }
        }
        return called;
    }

    private void create() {
        name(Role.SUBJECT);
        int like = tokens.is(at, OPEN_PAR_SYMBOL) ? at + 1 : at;
        if (tokens.is(like, LIKE_SYMBOL)) {
            at = like + 1;
            name(Role.REFERENCE);
            return;
        }
        rows(Role.REFERENCE);
    }

    private void alter() {
        name(Role.SUBJECT);
        int depth = 0;
        boolean itemBegins = true;
        for (; at < tokens.size(); at++) {
            int type = tokens.type(at);
            depth += type == OPEN_PAR_SYMBOL ? 1 : type == CLOSE_PAR_SYMBOL ? -1 : 0;
            if (itemBegins && type == RENAME_SYMBOL && renamesTable(at + 1)) {
                at++;
                while (take(TO_SYMBOL) || take(AS_SYMBOL) || take(EQUAL_OPERATOR)) {
                    continue;
                }
                name(Role.TO);
                at--;
            } else if (type == REFERENCES_SYMBOL) {
                at++;
                name(Role.REFERENCE);
                at--;
            } else if (depth == 0 && type == TABLE_SYMBOL && isName(at + 1) && !tokens.is(at + 1, TO_SYMBOL)) {
                at++;
                name(Role.EXCHANGE); // EXCHANGE PARTITION … WITH TABLE, CONVERT PARTITION … TO TABLE, CONVERT TABLE
                at--;
            }
            itemBegins = depth == 0 && (type == COMMA_SYMBOL || !tokens.is(at, COMMA_SYMBOL) && isManner(at));
        }
    }

    /** WAIT n and NOWAIT of MariaDB come before the first part. */
    private boolean isManner(int word) {
        return tokens.text(word).equals("NOWAIT") || tokens.text(word - 1).equals("WAIT");
    }

    private boolean renamesTable(int next) {
        return switch (tokens.type(next)) {
            case COLUMN_SYMBOL, INDEX_SYMBOL, KEY_SYMBOL, CONSTRAINT_SYMBOL -> false;
            default -> true;
        };
    }

    private void rename() {
        do {
            name(Role.SUBJECT);
            while (at < tokens.size() && !tokens.is(at, TO_SYMBOL)) {
                at++; // WAIT n
            }
            at++;
        } while (name(Role.TO) && take(COMMA_SYMBOL));
    }

    private void list(Role role) {
        do {
            name(role);
        } while (take(COMMA_SYMBOL));
    }

    private void rows(Role role) {
        while (at < tokens.size()) {
            boolean assigns = tokens.is(at - 1, KEY_SYMBOL); // ON DUPLICATE KEY UPDATE
            int type = tokens.type(at++);
            if (BEFORE_TABLES.contains(type) && !assigns) {
                joined(role);
            } else if (type == REFERENCES_SYMBOL) {
                name(Role.REFERENCE);
            } else if (type == UNION_SYMBOL) {
                take(EQUAL_OPERATOR); // the option of a table; after a query comes no name
                joined(Role.REFERENCE);
            }
        }
    }

    /** {@code a.b AS c, (d) e}: names with or without another after them. */
    private void joined(Role role) {
        boolean more = true;
        while (more) {
            while (MANNERS.contains(tokens.type(at))) {
                at++;
            }
            if (tokens.is(at, SELECT_SYMBOL) || !name(role)) {
                return;
            }
            while (take(CLOSE_PAR_SYMBOL)) {
                continue;
            }
            take(AS_SYMBOL);
            int alias = isName(at) && tokens.is(at + 1, COMMA_SYMBOL) ? 1 : 0;
            more = tokens.is(at + alias, COMMA_SYMBOL);
            at += more ? alias + 1 : 0;
        }
    }

    private boolean name(Role role) {
        at = tokens.afterIfExists(at);
        if (tokens.is(at, DOT_SYMBOL)) {
            at++;
        }
        if (!isName(at)) {
            return false;
        }
        int first = at++;
        int last = first;
        boolean qualified = tokens.is(at, DOT_SYMBOL) && isName(at + 1);
        if (qualified) {
            last = at + 1;
            at += 2;
        }
        TableName table = names.table(qualified ? name(first) : null, name(last));
        mentions.add(new TableMention(
                table,
                role,
                sql.offsetByCodePoints(0, tokens.begin(first)),
                sql.offsetByCodePoints(0, tokens.end(last)),
                qualified));
        return true;
    }

    private String name(int place) {
        return Names.unquoted(tokens.written(place));
    }

    private boolean isName(int place) {
        return tokens.is(place, BACK_TICK_QUOTED_ID) || tokens.isWord(place);
    }

    private boolean take(int type) {
        boolean is = tokens.is(at, type);
        if (is) {
            at++;
        }
        return is;
    }
}
