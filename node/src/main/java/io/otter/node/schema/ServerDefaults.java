package io.otter.node.schema;

import io.otter.node.binlog.LiveSource;
import io.otter.node.sql.SqlDialect;
import io.otter.node.sql.TextDefaults;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server takes where a definition says nothing, and how it spells what is said.
 *
 * @param charsets by name
 * @param collation of databases that are made without one
 * @param timestampsNotNull whether a TIMESTAMP is NOT NULL where nothing is said
 */
record ServerDefaults(
        SqlDialect dialect, Map<String, CharacterSet> charsets, String collation, boolean timestampsNotNull) {
    /** @param maxBytes of a character */
    record CharacterSet(String collation, int maxBytes) {}

    /** Both are empty where they are not known. */
    record Text(String charset, String collation) {}

    static ServerDefaults of(LiveSource live) throws IOException {
        Map<String, CharacterSet> charsets = new HashMap<>();
        for (List<@Nullable String> row : live.query(
                "SELECT character_set_name, default_collate_name, maxlen FROM information_schema.character_sets")) {
            charsets.put(text(row.get(0)), new CharacterSet(text(row.get(1)), Integer.parseInt(text(row.get(2)))));
        }
        List<@Nullable String> server = live.query(
                        "SELECT VERSION(), @@global.collation_server, @@global.explicit_defaults_for_timestamp,"
                                + " @@global.lower_case_table_names")
                .get(0);
        return new ServerDefaults(
                SqlDialect.of(live.isMariadb(), text(server.get(0)), text(server.get(3))),
                charsets,
                text(server.get(1)),
                text(server.get(2)).equals("0"));
    }

    /** What is written, within what is around it. */
    Text within(Text around, TextDefaults written) {
        String charset = written.charset();
        String named = written.collation();
        if (charset == null && named == null) {
            return around;
        }
        String own = charset == null || charset.equals("default") ? around.charset() : charset(charset);
        if ("default".equals(named)) {
            return new Text(own, collationOf(own));
        }
        if (named == null) {
            boolean all = !dialect.mariadb() && "default".equals(charset); // MariaDB takes no more than the set
            return all ? around : new Text(own, collationOf(own));
        }
        if (named.startsWith("uca1400_")) {
            return new Text(own, own + "_" + named); // MariaDB's collations for every set
        }
        if (charset == null) {
            own = charset(ColumnTypes.charsetOf(named));
        }
        boolean prefixed = named.indexOf('_') > 0;
        return new Text(own, prefixed ? own + named.substring(named.indexOf('_')) : named);
    }

    /** The name that this server has for it: utf8 is the older one of utf8mb3. */
    String charset(String name) {
        if (!charsets.containsKey(name)) {
            String other = name.equals("utf8") ? "utf8mb3" : name.equals("utf8mb3") ? "utf8" : name;
            return charsets.containsKey(other) ? other : name;
        }
        return name;
    }

    private String collationOf(String charset) {
        CharacterSet known = charsets.get(charset);
        return known == null ? "" : known.collation();
    }

    int maxBytes(String charset) {
        CharacterSet known = charsets.get(charset);
        return known == null ? 1 : known.maxBytes();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
