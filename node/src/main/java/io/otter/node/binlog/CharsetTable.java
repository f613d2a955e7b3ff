package io.otter.node.binlog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Characters of a server's character set that Java's charset lacks or maps differently, as MySQL 5.6 to 9.7 and MariaDB
 * convert them. Immutable.
 */
final class CharsetTable {
    private static final String RESOURCE = "charsets.txt";

    private final String name;
    private final Map<Integer, Character> characters = new HashMap<>();

    private CharsetTable(String name) {
        this.name = name;
    }

    /** All tables, keyed by the server's name of the character set. */
    static Map<String, CharsetTable> load() {
        Map<String, CharsetTable> tables = new HashMap<>();
        try (InputStream in = CharsetTable.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                List<String> words = List.of(line.split(" "));
                tables.computeIfAbsent(words.get(0), CharsetTable::new)
                        .put(Integer.parseInt(words.get(1), 16), words.subList(2, words.size()));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tables;
    }

    private void put(int first, List<String> runs) {
        int code = first;
        for (String run : runs) {
            int star = run.indexOf('*');
            int character = Integer.parseInt(star < 0 ? run : run.substring(0, star), 16);
            int count = star < 0 ? 1 : Integer.parseInt(run.substring(star + 1));
            for (int i = 0; i < count; i++) {
                characters.put(code++, (char) character++);
            }
        }
    }

    /**
     * @param others decodes what this table lacks; null if the table is complete
     * @throws IllegalArgumentException for bytes that are not valid text
     */
    String decode(byte[] bytes, @Nullable Charset others) {
        StringBuilder text = new StringBuilder(bytes.length);
        int plain = 0;
        int at = 0;
        while (at < bytes.length) {
            int width = Math.min(others == null ? 1 : width(bytes, at), bytes.length - at);
            Character known = characters.get(code(bytes, at, width));
            if (known != null) {
                text.append(Charsets.strict(others, bytes, plain, at)).append(known.charValue());
                plain = at + width;
            } else if (others == null) {
                throw new IllegalArgumentException(
                        "byte 0x" + Integer.toHexString(bytes[at] & 0xff) + " is no character of " + name);
            }
            at += width;
        }
        return text.append(Charsets.strict(others, bytes, plain, at)).toString();
    }

    private static int code(byte[] bytes, int at, int width) {
        int code = 0;
        for (int i = 0; i < width; i++) {
            code = code << 8 | bytes[at + i] & 0xff;
        }
        return code;
    }

    private int width(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        return switch (name) {
            case "big5", "gbk" -> 2;
            case "gb18030" -> at + 1 < bytes.length && bytes[at + 1] >= '0' && bytes[at + 1] <= '9' ? 4 : 2;
            case "sjis" -> lead >= 0xa1 && lead <= 0xdf ? 1 : 2;
            case "ujis", "eucjpms" -> lead == 0x8f ? 3 : 2;
            default -> 1;
        };
    }
}
