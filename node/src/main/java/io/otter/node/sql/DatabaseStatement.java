package io.otter.node.sql;

import java.util.Optional;

/**
 * A statement about a database.
 *
 * @param defaults what it says of character sets
 * @param options what else it says, as it is written; may be empty
 */
public record DatabaseStatement(Verb verb, boolean drops, String schema, TextDefaults defaults, String options) {
    public enum Verb {
        CREATE,
        ALTER,
        DROP
    }

    /** Of a text of which no more is known; empty for every other statement. */
    public static Optional<DatabaseStatement> read(String sql, String schema) {
        return of(new SqlParser(SqlDialect.ANY).read(sql, schema).statement());
    }

    /** Empty for every other statement. */
    public static Optional<DatabaseStatement> of(SqlStatement statement) {
        if (statement instanceof SqlStatement.CreateDatabase create) {
            return Optional.of(new DatabaseStatement(
                    Verb.CREATE, create.replaces(), create.schema(), create.defaults(), create.options()));
        }
        if (statement instanceof SqlStatement.AlterDatabase alter) {
            return Optional.of(
                    new DatabaseStatement(Verb.ALTER, false, alter.schema(), alter.defaults(), alter.options()));
        }
        return statement instanceof SqlStatement.DropDatabase drop
                ? Optional.of(new DatabaseStatement(Verb.DROP, true, drop.schema(), TextDefaults.NONE, ""))
                : Optional.empty();
    }
}
