package io.otter.node.transform;

import io.otter.database.TableName;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Naming schemes of gh-ost and pt-online-schema-change. Both create a shadow of a table ({@code _t_gho},
 * {@code _t_new}), alter it, copy the rows and rename: the table to {@code _t_del} or {@code _t_old}, and the shadow to
 * the table. Stateless.
 */
public final class OnlineChange {
    private static final Pattern SHADOW = Pattern.compile("_(?<table>.+)_(gho|new)", Pattern.CASE_INSENSITIVE);
    private static final Pattern RETIRED =
            Pattern.compile("_(?<table>.+?)(_\\d{14})?_(del|old)", Pattern.CASE_INSENSITIVE);

    private OnlineChange() {}

    /** The known table that this may be a shadow of. */
    public static Optional<TableName> shadowed(TableName table, Predicate<TableName> known) {
        return original(SHADOW, table, known);
    }

    /** The known table that may have been renamed to this one. */
    public static Optional<TableName> retired(TableName table, Predicate<TableName> known) {
        return original(RETIRED, table, known);
    }

    /** A table's own name may start with underscores, and pt-online-schema-change adds more if a name is taken. */
    private static Optional<TableName> original(Pattern names, TableName table, Predicate<TableName> known) {
        for (int begin = 0; begin < table.table().length() && table.table().charAt(begin) == '_'; begin++) {
            Matcher matcher = names.matcher(table.table().substring(begin));
            if (matcher.matches()) {
                TableName original = new TableName(table.schema(), matcher.group("table"));
                if (known.test(original)) {
                    return Optional.of(original);
                }
            }
        }
        return Optional.empty();
    }
}
