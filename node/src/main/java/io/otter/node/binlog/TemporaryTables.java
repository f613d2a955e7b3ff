package io.otter.node.binlog;

import io.otter.database.TableName;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.StatementKind;
import io.otter.node.sql.TableMention;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The temporary tables of the source's sessions, as far as they are logged. They hide tables of the same name, and statements about
 * them do not say that they are temporary. Single-threaded.
 */
final class TemporaryTables {
    private final Map<Long, Set<TableName>> bySession = new HashMap<>();

    /**
     * Follows a statement about definitions.
     *
     * @param flagged whether the log says that it uses temporary tables
     * @return whether it is about temporary tables only
     */
    boolean follow(long session, ParsedStatement statement, boolean flagged) {
        List<TableName> subjects = statement.subjects();
        Set<TableName> own = bySession.getOrDefault(session, Set.of());
        if (statement.temporary()) {
            if (statement.kind() == StatementKind.CREATE_TABLE) {
                bySession.computeIfAbsent(session, id -> new HashSet<>()).addAll(subjects);
            } else {
                remove(session, subjects);
            }
            return true;
        }
        return switch (statement.kind()) {
            case ALTER_TABLE -> {
                boolean known = !subjects.isEmpty() && own.contains(subjects.get(0));
                if (known) {
                    rename(own, statement);
                }
                yield known || flagged && !isOfSession(statement);
            }
            case DROP_TABLE -> {
                boolean known = !subjects.isEmpty() && own.containsAll(subjects);
                if (known) {
                    remove(session, subjects);
                }
                yield known;
            }
            case TRUNCATE_TABLE, INDEX -> flagged || !subjects.isEmpty() && own.contains(subjects.get(0));
            default -> false;
        };
    }

    /** Whether it has the flag for a default that depends on the session. */
    private static boolean isOfSession(ParsedStatement statement) {
        return statement.routines().stream().anyMatch(routine -> routine.table().equalsIgnoreCase("CONNECTION_ID"));
    }

    private static void rename(Set<TableName> own, ParsedStatement statement) {
        for (TableMention mention : statement.mentions()) {
            if (mention.role() == TableMention.Role.TO) {
                own.remove(statement.subjects().get(0));
                own.add(mention.table());
            }
        }
    }

    private void remove(long session, List<TableName> tables) {
        Set<TableName> own = bySession.getOrDefault(session, new HashSet<>());
        tables.forEach(own::remove);
        if (own.isEmpty()) {
            bySession.remove(session);
        }
    }

    boolean has(long session, TableName table) {
        return bySession.getOrDefault(session, Set.of()).contains(table);
    }

    /** The server has started anew. */
    void clear() {
        bySession.clear();
    }
}
