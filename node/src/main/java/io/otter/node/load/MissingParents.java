package io.otter.node.load;

import io.otter.database.ForeignKey;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.node.binlog.Row;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks the other side for the rows that a row refers to, which is newer there than here, but cannot be written without them. The other
 * side cannot delete them because of it, so what is known here of their deletion is forgotten: else the two would tell each other of
 * both for ever. Stateless.
 */
final class MissingParents {
    private final ConflictBook book;
    private final TableCatalog catalog = new TableCatalog();

    MissingParents(ConflictBook book) {
        this.book = book;
    }

    void ask(Connection connection, TargetChange change) throws SQLException {
        Row after = change.after();
        if (after == null) {
            return;
        }
        TablePlan plan = change.plan();
        for (ForeignKey reference : plan.target().foreignKeys()) {
            List<Object> values = plan.values(after.completedBy(change.known()), reference.columns());
            if (values.isEmpty() || !book.settles(reference.parent())) {
                continue;
            }
            Optional<ToldRow> parent = catalog.find(
                            connection,
                            reference.parent().schema(),
                            reference.parent().table())
                    .flatMap(table -> row(table, reference, values));
            if (parent.isPresent() && !isThere(connection, reference, values)) {
                book.forget(connection, parent.get());
                book.tell(connection, plan, List.of(parent.get()));
            }
        }
    }

    /** Empty if the foreign key refers to another key than that by which rows are known. */
    private static Optional<ToldRow> row(TableMeta parent, ForeignKey reference, List<Object> values) {
        List<String> columns = reference.parentColumns();
        List<Object> key = parent.identity().stream()
                .map(name -> columns.stream().filter(name::equalsIgnoreCase).findFirst())
                .flatMap(Optional::stream)
                .map(name -> values.get(columns.indexOf(name)))
                .toList();
        return key.isEmpty() || key.size() < parent.identity().size()
                ? Optional.empty()
                : Optional.of(new ToldRow(parent.name(), key));
    }

    static boolean isThere(Connection connection, ForeignKey reference, List<Object> values) throws SQLException {
        String condition = reference.parentColumns().stream()
                .map(name -> SqlNames.quote(name) + " = ?")
                .collect(Collectors.joining(" AND "));
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM "
                + SqlNames.quote(reference.parent().schema(), reference.parent().table()) + " WHERE " + condition)) {
            for (int i = 0; i < values.size(); i++) {
                Values.bind(select, i + 1, values.get(i));
            }
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }
}
