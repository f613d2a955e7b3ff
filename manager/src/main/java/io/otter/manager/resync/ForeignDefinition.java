package io.otter.manager.resync;

import io.otter.database.ServerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SHOW CREATE TABLE says, in words that a server of another kind or an earlier version knows. Left out is what the rows of a
 * copy do not need: how values are generated (their columns become plain ones), expressions as defaults, checks, keys over
 * expressions, history, and options of one kind of server. Immutable.
 */
final class ForeignDefinition {
    private static final String LITERAL = "'(?:[^'\\\\]++|''|\\\\.)*+'";
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:" + LITERAL + "|`(?:[^`]|``)+`|/\\*.*?\\*/|\\(|[^\\s('`]+)", Pattern.DOTALL);
    private static final Pattern WITHIN = Pattern.compile(LITERAL + "|`(?:[^`]|``)+`|[()]", Pattern.DOTALL);
    /** A part of a key that is no column. */
    private static final Pattern EXPRESSION = Pattern.compile("(?:^\\s*\\(|,\\s*)\\(");

    private static final Pattern PERIOD = Pattern.compile("PERIOD FOR (`(?:[^`]|``)+`) \\((.*)\\)");
    private static final Pattern OPTION =
            Pattern.compile(" (?:DEFAULT )?(\\S+?)=(" + LITERAL + "|\\S+)", Pattern.DOTALL);
    private static final List<String> KNOWN_OPTIONS = List.of("ENGINE", "CHARSET", "COLLATE", "COMMENT", "ROW_FORMAT");
    private static final List<String> ROW_FORMATS = List.of("DYNAMIC", "COMPACT", "REDUNDANT", "COMPRESSED");
    private static final Pattern NEW_NAME = Pattern.compile("(COLLATE[ =])utf8mb3_(uca1400)?");

    private final ServerInfo target;

    private ForeignDefinition(ServerInfo target) {
        this.target = target;
    }

    /**
     * @return the same if the target knows all that the source may say; but for keys of periods, since no server writes a row in
     *     place of another one there
     */
    static String of(String shown, ServerInfo source, ServerInfo target) {
        boolean known = source.flavor() == target.flavor()
                && target.atLeast(source.major(), source.minor())
                && !shown.contains("WITHOUT OVERLAPS");
        return known ? shown : new ForeignDefinition(target).of(List.of(shown.split("\n")));
    }

    private String of(List<String> lines) {
        int end = TableText.end(lines);
        List<String> parts = new ArrayList<>();
        for (String line : lines.subList(1, end)) {
            String text = line.strip();
            part(text.endsWith(",") ? text.substring(0, text.length() - 1) : text, lines)
                    .ifPresent(parts::add);
        }
        List<String> partitions = lines.subList(end + 1, lines.size());
        boolean partitioned = partitions.stream().noneMatch(line -> line.contains("SYSTEM_TIME"));
        return lines.get(0) + "\n  " + String.join(",\n  ", parts) + "\n)" + options(lines.get(end))
                + (partitioned && !partitions.isEmpty() ? "\n" + String.join("\n", partitions) : "");
    }

    private Optional<String> part(String text, List<String> lines) {
        if (text.startsWith("`")) {
            return Optional.of(oldName(column(tokens(text))));
        } else if (text.startsWith("CONSTRAINT") || text.startsWith("PERIOD FOR")) {
            return Optional.empty();
        }
        return key(text, lines);
    }

    private String column(List<String> tokens) {
        StringBuilder column = new StringBuilder(tokens.get(0));
        column.append(type(tokens.get(1)));
        int at = 2;
        while (at < tokens.size()) {
            int skipped = skipped(tokens, at);
            if (skipped == 0) {
                column.append(tokens.get(at));
                at++;
            }
            at += skipped;
        }
        return column.toString();
    }

    private String type(String token) {
        if (target.isMariaDb()) {
            return token;
        }
        return switch (token.strip().toLowerCase(Locale.ROOT)) {
            case "json" -> target.atLeast(5, 7) ? token : " longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
            case "uuid" -> " char(36) CHARACTER SET ascii";
            case "inet6" -> " varchar(39) CHARACTER SET ascii";
            case "inet4" -> " varchar(15) CHARACTER SET ascii";
            default -> token;
        };
    }

    /** How many tokens from there on are left out. */
    private static int skipped(List<String> tokens, int at) {
        return switch (word(tokens, at)) {
            case "GENERATED" -> generated(tokens, at);
            case "CHECK" -> 2;
            case "INVISIBLE" -> 1;
            case "WITHOUT" -> 3; // SYSTEM VERSIONING
            case "DEFAULT" -> {
                if (word(tokens, at + 1).startsWith("(")) {
                    yield 2;
                }
                boolean isCall = word(tokens, at + 2).startsWith("(");
                yield isCall && !word(tokens, at + 1).equals("CURRENT_TIMESTAMP") ? 3 : 0;
            }
            default -> word(tokens, at).startsWith("/*M!") ? 1 : 0;
        };
    }

    /** GENERATED ALWAYS AS an expression that is STORED or VIRTUAL, or ROW START or END. */
    private static int generated(List<String> tokens, int at) {
        int last = at + 3;
        return switch (word(tokens, last + 1)) {
            case "STORED", "VIRTUAL", "PERSISTENT", "START", "END" -> last + 2 - at;
            default -> last + 1 - at;
        };
    }

    private Optional<String> key(String text, List<String> lines) {
        if (text.startsWith("SPATIAL ") && !target.isMariaDb() && !target.atLeast(5, 7)) {
            return Optional.empty();
        }
        StringBuilder key = new StringBuilder();
        for (String token : tokens(text)) {
            if (token.strip().startsWith("(")) {
                if (EXPRESSION.matcher(token).find()) {
                    return Optional.empty();
                }
                key.append(withoutPeriods(token, lines));
            } else if (!token.strip().equals("IGNORED")) {
                key.append(token);
            }
        }
        return Optional.of(key.toString());
    }

    /** With the columns of a period in place of its name. */
    private static String withoutPeriods(String columns, List<String> lines) {
        String plain = columns;
        for (String line : lines) {
            Matcher period = PERIOD.matcher(line);
            if (period.find()) {
                plain = plain.replace(period.group(1) + " WITHOUT OVERLAPS", period.group(2));
            }
        }
        return plain;
    }

    private static String options(String line) {
        StringBuilder options = new StringBuilder();
        for (MatchResult option : OPTION.matcher(line).results().toList()) {
            String name = option.group(1);
            if (KNOWN_OPTIONS.contains(name) && (!name.equals("ROW_FORMAT") || ROW_FORMATS.contains(option.group(2)))) {
                options.append(name.equals("COMMENT") ? option.group() : oldName(option.group()));
            }
        }
        return options.toString();
    }

    /** By a name that all servers know. */
    private static String oldName(String text) {
        return NEW_NAME.matcher(text)
                .replaceAll(name -> name.group(1) + (name.group(2) == null ? "utf8_" : "utf8mb3_uca1400"));
    }

    private static String word(List<String> tokens, int at) {
        return at < tokens.size() ? tokens.get(at).strip().toUpperCase(Locale.ROOT) : "";
    }

    /** Words, names, literals and what is within brackets, each with the blanks before it. */
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length() && token.find(at)) {
            int end = token.group().endsWith("(") ? closing(text, token.end()) : token.end();
            tokens.add(text.substring(at, end));
            at = end;
        }
        return tokens;
    }

    /** Behind the bracket that closes the one before. */
    private static int closing(String text, int from) {
        Matcher within = WITHIN.matcher(text).region(from, text.length());
        int depth = 1;
        while (depth > 0 && within.find()) {
            depth += within.group().equals("(") ? 1 : within.group().equals(")") ? -1 : 0;
        }
        return depth == 0 ? within.end() : text.length();
    }
}
