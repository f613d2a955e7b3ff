package io.otter.node.binlog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes text in the server's character sets, and refuses what it cannot decode. */
final class Charsets {
    private static final Map<String, Charset> BY_NAME = Map.ofEntries(
            Map.entry("utf8", StandardCharsets.UTF_8),
            Map.entry("utf8mb3", StandardCharsets.UTF_8),
            Map.entry("utf8mb4", StandardCharsets.UTF_8),
            Map.entry("ascii", StandardCharsets.US_ASCII),
            Map.entry("binary", StandardCharsets.ISO_8859_1),
            Map.entry("utf16", StandardCharsets.UTF_16BE),
            Map.entry("utf16le", StandardCharsets.UTF_16LE),
            Map.entry("ucs2", StandardCharsets.UTF_16BE),
            Map.entry("utf32", Charset.forName("UTF-32BE")),
            Map.entry("gbk", Charset.forName("GBK")),
            Map.entry("gb2312", Charset.forName("GB2312")),
            Map.entry("gb18030", Charset.forName("GB18030")),
            Map.entry("big5", Charset.forName("Big5")),
            Map.entry("sjis", Charset.forName("Shift_JIS")),
            Map.entry("cp932", Charset.forName("windows-31j")),
            Map.entry("ujis", Charset.forName("EUC-JP")),
            Map.entry("eucjpms", Charset.forName("EUC-JP")),
            Map.entry("euckr", Charset.forName("x-windows-949")),
            Map.entry("latin2", Charset.forName("ISO-8859-2")),
            Map.entry("latin5", Charset.forName("ISO-8859-9")),
            Map.entry("latin7", Charset.forName("ISO-8859-13")),
            Map.entry("greek", Charset.forName("ISO-8859-7")),
            Map.entry("hebrew", Charset.forName("ISO-8859-8")),
            Map.entry("tis620", Charset.forName("TIS-620")),
            Map.entry("koi8r", Charset.forName("KOI8-R")),
            Map.entry("koi8u", Charset.forName("KOI8-U")),
            Map.entry("cp850", Charset.forName("IBM850")),
            Map.entry("cp852", Charset.forName("IBM852")),
            Map.entry("cp866", Charset.forName("IBM866")),
            Map.entry("cp1250", Charset.forName("windows-1250")),
            Map.entry("cp1251", Charset.forName("windows-1251")),
            Map.entry("cp1256", Charset.forName("windows-1256")),
            Map.entry("cp1257", Charset.forName("windows-1257")),
            Map.entry("macroman", Charset.forName("x-MacRoman")),
            Map.entry("macce", Charset.forName("x-MacCentralEurope")));

    private Charsets() {}

    private static final Map<String, CharsetTable> TABLES = CharsetTable.load();

    /** @throws IllegalArgumentException for an unknown character set or bytes that are not valid text */
    static String decode(String name, byte[] bytes, int from, int to) {
        return name.equals("utf8mb4")
                ? strict(StandardCharsets.UTF_8, bytes, from, to)
                : decode(name, Arrays.copyOfRange(bytes, from, to));
    }

    private static String decode(String name, byte[] bytes) {
        if (name.equals("latin1")) {
            return latin1(bytes);
        }
        Charset charset = BY_NAME.get(name);
        CharsetTable table = TABLES.get(name);
        if (table != null) {
            return table.decode(bytes, charset);
        }
        if (charset == null) {
            throw new IllegalArgumentException("the character set " + name + " is not supported");
        }
        return strict(charset, bytes, 0, bytes.length);
    }

    /** A replacement character may be genuine, but invalid bytes would be lost silently, so they are refused. */
    static String strict(@Nullable Charset charset, byte[] bytes, int from, int to) {
        if (charset == null || from == to) {
            return "";
        }
        String text = new String(bytes, from, to - from, charset);
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("bytes that are no " + charset + " text", e);
            }
        }
        return text;
    }

    /** MySQL's latin1 is windows-1252 whose five gaps are filled with the control characters of the same code. */
    private static String latin1(byte[] bytes) {
        char[] text = new char[bytes.length];
        boolean plain = true;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            text[i] = (char) b;
            plain &= b < 0x80 || b >= 0xa0;
        }
        if (!plain) {
            String windows = new String(bytes, WINDOWS_1252);
            for (int i = 0; i < text.length; i++) {
                if (windows.charAt(i) != '\uFFFD') {
                    text[i] = windows.charAt(i);
                }
            }
        }
        return new String(text);
    }

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
}
