package io.otter.manager.verify;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Statements that say what a repair does. Stateless. */
final class RepairSql {
    private RepairSql() {}

    /** For a row as the target should have it; null to delete what is there. */
    static String of(VerifyReport.Row row) {
        JsonNode wanted = row.source();
        JsonNode present = row.target();
        if (isMasked(wanted) || isMasked(present)) {
            return "-- " + table(row) + ": a row with masked columns; let the pipeline repair it";
        }
        if (wanted == null) {
            return present == null ? "" : "DELETE FROM " + table(row) + " WHERE " + conditions(present) + " LIMIT 1;";
        }
        StringJoiner columns = new StringJoiner(", ", "(", ")");
        StringJoiner values = new StringJoiner(", ", "(", ")");
        StringJoiner updates = new StringJoiner(", ");
        wanted.propertyNames().forEach(name -> {
            columns.add(quoted(name));
            values.add(literal(wanted.get(name)));
            if (present == null || !wanted.get(name).equals(present.get(name))) {
                updates.add(quoted(name) + " = VALUES(" + quoted(name) + ")");
            }
        });
        return "INSERT INTO " + table(row) + " " + columns + " VALUES " + values
                + (present == null ? "" : " ON DUPLICATE KEY UPDATE " + updates) + ";";
    }

    private static boolean isMasked(@Nullable JsonNode row) {
        return row != null
                && row.properties().stream()
                        .anyMatch(column -> column.getValue().asString("").equals("***"));
    }

    private static String conditions(JsonNode present) {
        StringJoiner conditions = new StringJoiner(" AND ");
        present.propertyNames().forEach(name -> conditions.add(quoted(name) + " <=> " + literal(present.get(name))));
        return conditions.toString();
    }

    private static String table(VerifyReport.Row row) {
        int dot = row.targetTable().indexOf('.');
        return quoted(row.targetTable().substring(0, dot)) + "."
                + quoted(row.targetTable().substring(dot + 1));
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String literal(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "NULL";
        } else if (value.isObject()) {
            return "0x" + value.path("hex").asString("");
        } else if (value.isNumber()) {
            return value.toString();
        }
        return "'" + value.asString().replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
