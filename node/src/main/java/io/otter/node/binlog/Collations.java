package io.otter.node.binlog;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server's collations by the numbers that its log gives them, from the server's own list. Immutable. */
final class Collations {
    private static final String UTF8MB4 = "utf8mb4";

    private record Collation(String name, String charset) {}

    private final Map<Integer, Collation> byNumber = new HashMap<>();
    private final String utf8mb4;

    Collations(List<List<@Nullable String>> rows) {
        String standard = "";
        for (List<@Nullable String> row : rows) {
            String name = String.valueOf(row.get(1));
            String charset = String.valueOf(row.get(2));
            byNumber.put(Integer.parseInt(String.valueOf(row.get(0))), new Collation(name, charset));
            standard = UTF8MB4.equals(charset) && "Yes".equals(row.get(3)) ? name : standard;
        }
        utf8mb4 = standard;
    }

    /** @param connection that does not dump yet */
    static Collations of(BinlogConnection connection) throws IOException {
        SourceServer server = connection.server();
        // Since MariaDB 10.10 a collation of several character sets has several numbers, listed in a table of their
        // own.
        boolean several = server.mariadb() && server.atLeast(10, 10);
        return new Collations(connection.query("SELECT id, "
                + (several ? "full_collation_name" : "collation_name") + ", character_set_name, is_default"
                + " FROM information_schema."
                + (several ? "collation_character_set_applicability" : "collations") + " WHERE id IS NOT NULL"));
    }

    /** Null for a number that the server does not list. */
    @Nullable
    String name(int number) {
        Collation collation = byNumber.get(number);
        return collation == null ? null : collation.name();
    }

    /** The character set of the collation; null for a number that the server does not list. */
    @Nullable
    String charset(int number) {
        Collation collation = byNumber.get(number);
        return collation == null ? null : collation.charset();
    }

    /** What utf8mb4 without a collation means to the server itself. */
    String utf8mb4() {
        return utf8mb4;
    }
}
