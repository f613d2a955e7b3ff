package io.otter.node.schema;

import io.otter.node.binlog.Column;
import io.otter.node.schema.ServerDefaults.Text;
import io.otter.node.sql.AlterAction;
import io.otter.node.sql.DefinedColumn;
import io.otter.node.sql.DefinedKey;
import io.otter.node.sql.SqlStatement;
import io.otter.node.sql.TextDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A table while a statement changes it. As in a server, what an ALTER says of columns that are there refers to what they were
 * before it, and places refer to what they become. One use.
 */
final class TableAlteration {
    private final ColumnResolver resolver;
    private final List<Column> columns = new ArrayList<>();
    private final TableKeys keys;
    private String schema;
    private String table;
    private Text text;
    private boolean converts;

    private TableAlteration(ColumnResolver resolver, String schema, String table, Text text, TableKeys keys) {
        this.resolver = resolver;
        this.schema = schema;
        this.table = table;
        this.text = text;
        this.keys = keys;
    }

    /** @param text of the database */
    static TableState create(ColumnResolver resolver, SqlStatement.CreateTable create, Text text) {
        TableAlteration made = new TableAlteration(
                resolver,
                create.table().schema(),
                create.table().table(),
                resolver.within(text, create.defaults()),
                new TableKeys());
        for (DefinedColumn column : create.columns()) {
            made.columns.add(resolver.column(column, made.text));
        }
        made.keys.spell(made.columns);
        create.keys().forEach(made.keys::add);
        return made.done();
    }

    /** @param database what its database has */
    static TableState alter(ColumnResolver resolver, TableState known, List<AlterAction> actions, Text database) {
        TableAlteration altered = new TableAlteration(
                resolver,
                known.schema(),
                known.table(),
                new Text(known.charset(), known.collation()),
                new TableKeys(known));
        altered.text(actions, database);
        altered.old(known.columns(), actions);
        altered.placed(known.columns(), actions);
        altered.keys(actions);
        return altered.done();
    }

    /** @param conditional whether a key of this name stays what it is */
    static TableState withKey(TableState known, DefinedKey key, boolean conditional) {
        return withKeys(known, keys -> {
            if (!conditional || !keys.has(key)) {
                keys.add(key);
            }
        });
    }

    static TableState withoutKey(TableState known, String key) {
        return withKeys(known, keys -> keys.drop(key));
    }

    private static TableState withKeys(TableState known, Consumer<TableKeys> change) {
        TableKeys keys = new TableKeys(known);
        change.accept(keys);
        return keys.of(known.schema(), known.table(), known.columns(), new Text(known.charset(), known.collation()));
    }

    private TableState done() {
        return keys.of(schema, table, columns, text);
    }

    private void text(List<AlterAction> actions, Text database) {
        for (AlterAction action : actions) {
            if (action instanceof AlterAction.Defaults defaults) {
                text = resolver.within(withDefault(defaults.to(), database), defaults.to());
            } else if (action instanceof AlterAction.Convert convert) {
                text = resolver.within(withDefault(convert.to(), database), convert.to());
                converts = true;
            } else if (action instanceof AlterAction.RenameTable rename) {
                schema = rename.to().schema();
                table = rename.to().table();
            }
        }
    }

    private Text withDefault(TextDefaults to, Text database) {
        return "default".equals(to.charset()) ? database : text;
    }

    /** What becomes of the columns that there are, each at its place. */
    private void old(List<Column> known, List<AlterAction> actions) {
        for (Column column : known) {
            Column now = converts ? resolver.converted(column, text) : column;
            for (AlterAction action : actions) {
                if (action instanceof AlterAction.DropColumn drop && is(column, drop.name())) {
                    now = null;
                } else if (action instanceof AlterAction.RenameColumn rename && is(column, rename.from())) {
                    now = now == null ? null : named(now, rename.to());
                } else if (action instanceof AlterAction.ChangeColumn change && is(column, change.name())) {
                    now = resolved(change.column());
                }
            }
            keys.rename(column.name(), now == null ? null : now.name());
            if (now != null) {
                columns.add(now);
            }
        }
        keys.renamed();
    }

    private Column resolved(DefinedColumn column) {
        Column own = resolver.column(column, text);
        return converts ? resolver.converted(own, text) : own;
    }

    /** New columns, and those that are moved, in the order in which they are written. */
    private void placed(List<Column> known, List<AlterAction> actions) {
        for (AlterAction action : actions) {
            if (action instanceof AlterAction.AddColumn add) {
                if (!add.conditional()
                        || known.stream()
                                .noneMatch(column -> is(column, add.column().name()))) {
                    place(resolved(add.column()), add.after());
                    add.column().keys().forEach(keys::add);
                }
            } else if (action instanceof AlterAction.ChangeColumn change
                    && there(known, change.name(), change.conditional())) {
                if (change.after() != null) {
                    place(columns.remove(index(change.column().name())), change.after());
                }
                change.column().keys().forEach(keys::add);
            } else if (action instanceof AlterAction.RenameColumn rename) {
                there(known, rename.from(), rename.conditional());
            } else if (action instanceof AlterAction.DropColumn drop) {
                there(known, drop.name(), drop.conditional());
            }
        }
    }

    private boolean there(List<Column> known, String name, boolean conditional) {
        boolean there = known.stream().anyMatch(column -> is(column, name));
        if (!there && !conditional) {
            throw new IllegalArgumentException("no column " + name + " in " + schema + "." + table);
        }
        return there;
    }

    private void place(Column column, @Nullable String after) {
        columns.add(after == null ? columns.size() : after.isEmpty() ? 0 : index(after) + 1, column);
    }

    private void keys(List<AlterAction> actions) {
        for (AlterAction action : actions) {
            if (action instanceof AlterAction.DropPrimaryKey) {
                keys.drop(TableKeys.PRIMARY);
            } else if (action instanceof AlterAction.DropKey drop) {
                keys.drop(drop.name());
            } else if (action instanceof AlterAction.RenameKey rename) {
                keys.renameKey(rename.from(), rename.to());
            }
        }
        keys.spell(columns);
        for (AlterAction action : actions) {
            if (action instanceof AlterAction.AddKey add && !(add.conditional() && keys.has(add.key()))) {
                keys.add(add.key());
            }
        }
    }

    private int index(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (is(columns.get(i), name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + name + " in " + schema + "." + table);
    }

    private static boolean is(Column column, String name) {
        return column.name().equalsIgnoreCase(name);
    }

    private static Column named(Column c, String name) {
        return new Column(
                name,
                c.dataType(),
                c.columnType(),
                c.unsigned(),
                c.nullable(),
                c.generated(),
                c.charset(),
                c.collation(),
                c.labels());
    }
}
