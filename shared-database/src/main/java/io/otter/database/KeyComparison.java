package io.otter.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Finds two texts that one column tells apart and another holds for one, by asking the servers: collations are known by what they
 * do, not by their names. Single-threaded.
 */
public final class KeyComparison {
    /** Texts that some collation holds for one: by their case, accents, ends, width, spelling, or for want of a weight. */
    private static final List<List<String>> PAIRS = List.of(
            List.of("a", "A"),
            List.of("a", "a "),
            List.of("a", "á"),
            List.of("a", "ä"),
            List.of("a", "å"),
            List.of("e", "é"),
            List.of("o", "ö"),
            List.of("o", "ø"),
            List.of("u", "ü"),
            List.of("n", "ñ"),
            List.of("c", "ç"),
            List.of("s", "š"),
            List.of("l", "ł"),
            List.of("d", "đ"),
            List.of("d", "ð"),
            List.of("é", "É"),
            List.of("ж", "Ж"),
            List.of("е", "ё"),
            List.of("и", "й"),
            List.of("σ", "ς"),
            List.of("ω", "ώ"),
            List.of("ا", "أ"),
            List.of("i", "I"),
            List.of("i", "ı"),
            List.of("I", "ı"),
            List.of("i", "İ"),
            List.of("I", "İ"),
            List.of("s", "ß"),
            List.of("ss", "ß"),
            List.of("ae", "æ"),
            List.of("ae", "ä"),
            List.of("oe", "ö"),
            List.of("ue", "ü"),
            List.of("aa", "å"),
            List.of("th", "þ"),
            List.of("y", "ü"),
            List.of("v", "w"),
            List.of("fi", "ﬁ"),
            List.of("2", "²"),
            List.of("1", "①"),
            List.of("a", "ａ"),
            List.of("ア", "ｱ"),
            List.of("あ", "ア"),
            List.of("か", "が"),
            List.of("は", "ぱ"),
            List.of("つ", "っ"),
            List.of("é", "e\u0301"),
            List.of("a", "a\u0001"),
            List.of("a", "a\u00ad"),
            List.of("a", "a\u200b"),
            List.of("ab", "a-b"),
            List.of("ab", "a b"),
            List.of("🦦", "🍣"),
            List.of("𠀀", "𠀁"));

    private static final int PADDED = 1;
    private static final int UNKNOWN_CHARSET = 1115;
    private static final int UNKNOWN_COLLATION = 1273;
    private static final int OTHER_CHARSET = 1253;

    private final Connection source;
    private final Connection target;
    private final Map<String, Optional<Known>> known = new HashMap<>();

    /** Which pairs a collation's character set has, and which of them the collation holds for one. */
    private record Known(BitSet held, BitSet equal) {}

    /** A column, on either server; character set and collation are null for what is no text. */
    public record Column(
            String columnType,
            @Nullable String charset,
            @Nullable String collation) {
        public static Column of(ColumnMeta meta) {
            return new Column(meta.columnType(), meta.charset(), meta.collation());
        }

        private boolean isText() {
            return charset != null && collation != null && !charset.equals("binary") && !isListed();
        }

        /** Whether values are numbers of labels, whatever collation these have. */
        private boolean isListed() {
            return columnType.toLowerCase(Locale.ROOT).matches("(enum|set)\\b.*");
        }

        private boolean isChar() {
            return columnType.toLowerCase(Locale.ROOT).matches("char\\b.*");
        }
    }

    /** Two texts that are one key at the target. */
    public record Merged(String one, String other) {}

    /** @param source who is asked about the source's collations; may be the target, which need not know all of them */
    public KeyComparison(Connection source, Connection target) {
        this.source = source;
        this.target = target;
    }

    /** Empty where no such texts are known, or where a server does not know the collation. */
    public Optional<Merged> merged(Column from, Column to) throws SQLException {
        if (!from.isText() || !to.isText()) {
            return Optional.empty();
        }
        boolean losesEnds = to.isChar() && !from.isChar();
        if (name(from.collation()).equals(name(to.collation())) && !losesEnds) {
            return Optional.empty();
        }
        Optional<Known> told = ask("source", source, from);
        Optional<Known> holds = ask("target", target, to);
        if (told.isEmpty() || holds.isEmpty()) {
            return Optional.empty();
        }
        BitSet merged = (BitSet) told.get().held().clone();
        merged.andNot(told.get().equal());
        BitSet equal = (BitSet) holds.get().equal().clone();
        equal.and(holds.get().held());
        equal.set(PADDED, equal.get(PADDED) || losesEnds);
        merged.and(equal);
        if (from.isChar()) {
            merged.clear(PADDED); // which has no spaces at its end
        }
        int first = merged.nextSetBit(0);
        return first < 0
                ? Optional.empty()
                : Optional.of(
                        new Merged(PAIRS.get(first).get(0), PAIRS.get(first).get(1)));
    }

    /** Servers call one character set by two names. */
    private static String name(@Nullable String collation) {
        return String.valueOf(collation).replaceFirst("^utf8_", "utf8mb3_");
    }

    private Optional<Known> ask(String side, Connection server, Column column) throws SQLException {
        String key = (server == target ? "" : side) + " " + column.charset() + " " + column.collation();
        Optional<Known> answer = known.get(key);
        if (answer == null) {
            answer = ask(server, Objects.requireNonNull(column.charset()), Objects.requireNonNull(column.collation()));
            known.put(key, answer);
        }
        return answer;
    }

    private static Optional<Known> ask(Connection server, String charset, String collation) throws SQLException {
        StringJoiner expressions = new StringJoiner(", ", "SELECT ", "");
        for (List<String> pair : PAIRS) {
            expressions.add(isHeld(pair.get(0), charset) + " AND " + isHeld(pair.get(1), charset));
            expressions.add(text(pair.get(0), charset) + " COLLATE " + SqlNames.quote(collation) + " = "
                    + text(pair.get(1), charset));
        }
        try (Statement statement = server.createStatement();
                ResultSet row = statement.executeQuery(expressions.toString())) {
            row.next();
            BitSet held = new BitSet();
            BitSet equal = new BitSet();
            for (int i = 0; i < PAIRS.size(); i++) {
                held.set(i, row.getBoolean(2 * i + 1));
                equal.set(i, row.getBoolean(2 * i + 2));
            }
            return Optional.of(new Known(held, equal));
        } catch (SQLException e) {
            int code = e.getErrorCode();
            if (code == UNKNOWN_CHARSET || code == UNKNOWN_COLLATION || code == OTHER_CHARSET) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String isHeld(String text, String charset) {
        return "HEX(CONVERT(" + text(text, charset) + " USING utf8mb4)) = '" + hex(text) + "'";
    }

    private static String text(String text, String charset) {
        return "CONVERT(_utf8mb4 X'" + hex(text) + "' USING " + SqlNames.quote(charset) + ")";
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8));
    }
}
