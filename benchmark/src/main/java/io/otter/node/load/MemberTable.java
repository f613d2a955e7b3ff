package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.TableMeta;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import java.util.List;

/** The table used by the loader's benchmarks. */
final class MemberTable {
    private MemberTable() {}

    /** @param unique whether it has a unique key on a text column besides its primary key */
    static TablePlan plan(boolean unique) {
        TableSchema source = new TableSchema(
                "bench",
                "member",
                List.of(
                        new Column("id", "bigint", "bigint", false, false, false, null, null, List.of()),
                        new Column(
                                "mail",
                                "varchar",
                                "varchar(60)",
                                false,
                                false,
                                false,
                                "utf8mb4",
                                "utf8mb4_0900_ai_ci",
                                List.of())),
                List.of(0),
                unique ? List.of(List.of(1)) : List.of());
        TableMeta target = new TableMeta(
                "bench",
                "member",
                "InnoDB",
                List.of(column(1, "id", "bigint", "bigint", false), column(2, "mail", "varchar", "varchar(60)", true)),
                List.of("id"),
                unique ? List.of(new UniqueKey("mail", List.of("mail"), false, true)) : List.of(),
                List.of());
        List<ColumnMapping> columns = List.of(new ColumnMapping(0, "id"), new ColumnMapping(1, "mail"));
        return new TablePlan(1, source, target, columns, columns.subList(0, 1));
    }

    private static ColumnMeta column(int ordinal, String name, String type, String columnType, boolean text) {
        return new ColumnMeta(
                ordinal,
                name,
                type,
                columnType,
                false,
                false,
                false,
                false,
                false,
                text ? "utf8mb4" : null,
                text ? "utf8mb4_0900_ai_ci" : null,
                null);
    }
}
