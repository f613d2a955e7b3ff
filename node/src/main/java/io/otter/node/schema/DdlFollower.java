package io.otter.node.schema;

import io.otter.database.TableName;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.schema.ServerDefaults.Text;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlParser;
import io.otter.node.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Replays DDL on a {@link SchemaState}. If a statement cannot be replayed exactly, all tables that it may affect become
 * unknown. Single-threaded.
 */
final class DdlFollower {
    private static final int CONVERTS_TO_OWN_DEFAULT = 101_000;

    private final SchemaState state;
    private final ServerDefaults server;
    private final SqlParser parser;
    private final ColumnResolver resolver;

    DdlFollower(SchemaState state, ServerDefaults server) {
        this.state = state;
        this.server = server;
        parser = new SqlParser(server.dialect());
        resolver = new ColumnResolver(server);
    }

    /**
     * The result of replaying a statement.
     *
     * @param problem why it could not be replayed; empty if it was
     * @param collation of columns, or of a database, where the statement leaves it open; empty if not known
     */
    record Outcome(String schema, String table, String type, String problem, String collation) {
        private static final String VIEW = "VIEW";

        boolean isOfViews() {
            return type.equals(VIEW);
        }

        private static Outcome of(TableName table, String type) {
            return of(table, type, "");
        }

        private static Outcome of(TableName table, String type, String collation) {
            return new Outcome(table.schema(), table.table(), type, "", collation);
        }
    }

    Outcome follow(LoggedDdl ddl) {
        ParsedStatement known = ddl.parsed();
        ParsedStatement read = known == null ? parser.read(ddl.sql(), ddl.schema()) : known;
        String problem = read.problem();
        if (problem.isEmpty()) {
            try {
                return follow(read.statement(), ddl.schema());
            } catch (RuntimeException e) {
                String message = String.valueOf(e.getMessage());
                problem = message.isEmpty() ? e.toString() : message;
            }
        }
        state.forgetTouched(new LoggedDdl(ddl.at(), ddl.schema(), ddl.sql(), read));
        return read.statement() instanceof SqlStatement.CreateTable create
                ? new Outcome(
                        create.table().schema(),
                        create.table().table(),
                        "QUERY",
                        problem,
                        state.collation(create.table().schema()))
                : new Outcome(ddl.schema(), "", "QUERY", problem, "");
    }

    private Outcome follow(SqlStatement statement, String schema) {
        if (statement instanceof SqlStatement.CreateTable create) {
            create(create);
            return Outcome.of(
                    create.table(),
                    "CREATE",
                    state.collationOf(create.table().schema(), create.table().table()));
        }
        if (statement instanceof SqlStatement.CreateTableLike create) {
            like(create);
            return Outcome.of(create.table(), "CREATE");
        }
        if (statement instanceof SqlStatement.AlterTable alter) {
            return Outcome.of(alter.table(), "ALTER", alter(alter, schema));
        }
        if (statement instanceof SqlStatement.RenameTables rename) {
            boolean views = true;
            for (SqlStatement.Rename one : rename.renames()) {
                views &= state.isView(one.from());
                move(one.from(), one.to());
            }
            return Outcome.of(rename.renames().get(0).from(), views ? Outcome.VIEW : "RENAME");
        }
        if (statement instanceof SqlStatement.CreateView create) {
            state.putView(create.view());
            return Outcome.of(create.view(), Outcome.VIEW);
        }
        if (statement instanceof SqlStatement.DropViews drop) {
            drop.views().forEach(state::removeView);
            return Outcome.of(drop.views().get(0), Outcome.VIEW);
        }
        if (statement instanceof SqlStatement.DropTables drop) {
            drop.tables().forEach(table -> state.remove(table.schema(), table.table()));
            return Outcome.of(drop.tables().get(drop.tables().size() - 1), "ERASE");
        }
        if (statement instanceof SqlStatement.CreateIndex create) {
            TableState table = find(create.table());
            if (table != null) {
                state.put(TableAlteration.withKey(table, create.key(), create.conditional()));
            }
            return Outcome.of(create.table(), "CINDEX");
        }
        if (statement instanceof SqlStatement.DropIndex drop) {
            TableState table = find(drop.table());
            if (table != null) {
                state.put(TableAlteration.withoutKey(table, drop.key()));
            }
            return Outcome.of(drop.table(), "DINDEX");
        }
        if (statement instanceof SqlStatement.Truncate truncate) {
            return Outcome.of(truncate.table(), "TRUNCATE");
        }
        return database(statement, schema);
    }

    private Outcome database(SqlStatement statement, String schema) {
        String named = schema;
        if (statement instanceof SqlStatement.CreateDatabase create) {
            named = create.schema();
            if (!create.ifNotExists() || state.collation(named).isEmpty()) {
                state.removeSchema(named);
                state.collation(
                        named,
                        resolver.within(text(server.collation()), create.defaults())
                                .collation());
            }
        } else if (statement instanceof SqlStatement.AlterDatabase alter) {
            named = alter.schema();
            state.collation(
                    named,
                    resolver.within(text(state.collation(named)), alter.defaults())
                            .collation());
        } else if (statement instanceof SqlStatement.DropDatabase drop) {
            named = drop.schema();
            state.removeSchema(named);
            state.collation(named, "");
        }
        return new Outcome(named, "", "QUERY", "", state.collation(named));
    }

    private void create(SqlStatement.CreateTable create) {
        if (create.ifNotExists() && find(create.table()) != null) {
            return;
        }
        TableState done = TableAlteration.create(resolver, create, databaseOf(create.table()));
        if (done.columns().isEmpty() || create.fromQuery()) {
            throw new IllegalArgumentException("the columns of " + create.table() + " come from a query");
        }
        for (var column : done.columns()) {
            if (ColumnTypes.hasCharset(column.dataType()) && column.charset() == null) {
                throw new IllegalArgumentException(
                        "the default character set of " + create.table().schema() + " is not known");
            }
        }
        state.put(done);
    }

    private void like(SqlStatement.CreateTableLike create) {
        TableName table = create.table();
        if (create.ifNotExists() && find(table) != null) {
            return;
        }
        TableState like = find(create.like());
        state.remove(table.schema(), table.table());
        if (like != null) {
            state.put(like.named(table.schema(), table.table()));
        }
    }

    /**
     * The collation that the table has then; empty if it is not known.
     *
     * @param schema of the session, whose defaults CONVERT TO CHARACTER SET DEFAULT takes; newer MariaDB takes the table's own
     */
    private String alter(SqlStatement.AlterTable alter, String schema) {
        TableState known = find(alter.table());
        if (known == null) {
            return "";
        }
        boolean own = server.dialect().mariadb() && server.dialect().version() >= CONVERTS_TO_OWN_DEFAULT;
        String database = own ? known.schema() : schema;
        TableState done = TableAlteration.alter(
                resolver,
                known,
                alter.actions(),
                text(database.isEmpty() ? server.collation() : state.collation(database)));
        state.remove(known.schema(), known.table());
        state.put(done);
        return done.collation();
    }

    /** Of what is not known, nothing is known under its new name either. */
    private void move(TableName from, TableName to) {
        if (state.isView(from)) {
            state.removeView(from);
            state.putView(to);
            return;
        }
        TableState table = find(from);
        state.remove(from.schema(), from.table());
        state.remove(to.schema(), to.table());
        if (table != null) {
            state.put(table.named(to.schema(), to.table()));
        }
    }

    private @Nullable TableState find(TableName table) {
        return state.find(table.schema(), table.table());
    }

    private Text databaseOf(TableName table) {
        return text(state.collation(table.schema()));
    }

    private Text text(String collation) {
        return collation.isEmpty()
                ? new Text("", "")
                : new Text(server.charset(ColumnTypes.charsetOf(collation)), collation);
    }
}
