package io.otter.node.transform;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.database.ColumnMeta;
import io.otter.database.KeyComparison;
import io.otter.database.KeyComparison.Merged;
import io.otter.database.Rounding;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Refuses tables whose keys tell rows apart at the source that the target would hold for one. Keys that are rounded never come
 * out right. Of collations the checks before a start have spoken, and each row that meets another is refused: here only a DDL that
 * makes them differ is caught. One thread at a time.
 */
final class KeyCheck {
    private final String pipeline;
    private final Set<TableName> sound = new HashSet<>();

    KeyCheck(String pipeline) {
        this.pipeline = pipeline;
    }

    /** @throws OtterException with {@link ErrorCode#LOAD_DATA} and what to do */
    void check(TableSchema source, TableMeta target, List<ColumnMapping> columns, Connection connection)
            throws SQLException {
        Set<String> parts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        parts.addAll(target.primaryKey());
        target.uniqueKeys().stream().filter(UniqueKey::whole).forEach(key -> parts.addAll(key.columns()));
        KeyComparison comparison = new KeyComparison(connection, connection);
        boolean merges = false;
        for (ColumnMapping mapping : columns) {
            Optional<ColumnMeta> to = target.column(mapping.target());
            if (to.isEmpty() || !parts.contains(mapping.target())) {
                continue;
            }
            Column from = source.columns().get(mapping.source());
            if (Rounding.happens(from.columnType(), to.get().columnType())) {
                throw refused(target, from, to.get(), "rounds values that are different keys at the source");
            }
            Optional<Merged> merged = comparison.merged(
                    new KeyComparison.Column(from.columnType(), from.charset(), from.collation()),
                    KeyComparison.Column.of(to.get()));
            merges |= merged.isPresent();
            if (merged.isPresent() && sound.contains(target.name())) {
                throw refused(
                        target,
                        from,
                        to.get(),
                        "holds \"" + merged.get().one() + "\" and \""
                                + merged.get().other()
                                + "\" for one, which are two keys at the source since a DDL there");
            }
        }
        if (!merges) {
            sound.add(target.name());
        }
    }

    private OtterException refused(TableMeta target, Column from, ColumnMeta to, String why) {
        return new OtterException(
                ErrorCode.LOAD_DATA,
                "pipeline " + pipeline + ": " + target.name() + "." + to.name() + " ("
                        + type(to.columnType(), to.collation())
                        + "), part of a key, " + why + " (" + type(from.columnType(), from.collation())
                        + "); give it the type and the collation that it has there.");
    }

    private static String type(String columnType, @Nullable String collation) {
        return collation == null ? columnType : columnType + " " + collation;
    }
}
