package io.otter.manager.backup;

import io.otter.common.json.Json;
import io.otter.common.secret.MacKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file. Secrets in it are encrypted as in the database, passwords are digests.
 *
 * @param otterBackup version of this format
 * @param madeAt when, for people
 * @param tables by table, each row as the texts of its columns
 * @param code of the tables, by the key under which they are encrypted: others cannot be restored, nor changed ones
 */
record Backup(int otterBackup, String madeAt, Map<String, List<Map<String, @Nullable String>>> tables, String code) {
    static final int FORMAT = 1;

    static Backup of(String madeAt, Map<String, List<Map<String, @Nullable String>>> tables, MacKey key) {
        return new Backup(
                FORMAT, madeAt, tables, HexFormat.of().formatHex(key.of(Integer.toString(FORMAT), Json.write(tables))));
    }

    /** Whether it was made under this key, and nobody has changed it. */
    boolean isOf(MacKey key) {
        try {
            return key.fits(
                    Integer.toString(FORMAT), Json.write(tables), HexFormat.of().parseHex(code));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
