package io.otter.manager.position;

import io.otter.common.model.StartPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place in the log that a dump or a backup belongs to, as mysqldump, mariadb-dump, mydumper, xtrabackup and MySQL Shell write it down,
 * also within a comment; or a GTID set, a file with an offset, or a time by itself. A file with an offset is preferred to a
 * GTID set beside it, since it is exact for the rows of the dump. Stateless.
 */
final class DumpPlace {
    private static final int IGNORE_CASE = Pattern.CASE_INSENSITIVE | Pattern.MULTILINE;
    private static final String UUID_SET =
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:\\s*:\\s*[a-z0-9_]+(?:\\s*-\\s*\\d+)?)+";
    private static final String SET = "(?:" + UUID_SET + "|\\d{1,10}-\\d{1,10}-\\d{1,20})";
    private static final String SETS = SET + "(?:\\s*,\\s*" + SET + ")*";

    /** CHANGE MASTER TO and CHANGE REPLICATION SOURCE TO; their options may be in any order. */
    private static final Pattern CHANGE =
            Pattern.compile("CHANGE\\s+(?:MASTER|REPLICATION\\s+SOURCE)\\b([^;]*)", IGNORE_CASE);

    private static final Pattern CHANGED_FILE =
            Pattern.compile("(?:MASTER|SOURCE)_LOG_FILE\\s*=\\s*(?:'([^']+)'|\"([^\"]+)\")", IGNORE_CASE);
    private static final Pattern CHANGED_OFFSET =
            Pattern.compile("(?:MASTER|SOURCE)_LOG_POS\\s*=\\s*(\\d+)", IGNORE_CASE);
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?:gtid_slave_pos|gtid_purged)\\s*=\\s*(?:/\\*[^*]*\\*/\\s*)?['\"]\\+?\\s*(" + SETS + ")\\s*['\"]",
            IGNORE_CASE);

    /** Lines of mydumper, with = since 0.14 and with : before. */
    private static final Pattern METADATA_FILE = Pattern.compile(
            "^[\\s#>]*(?:File|Log|SOURCE_LOG_FILE|MASTER_LOG_FILE)\\s*[=:]\\s*[\"']?([^\"'\\s]+)[\"']?\\s*$",
            IGNORE_CASE);

    private static final Pattern METADATA_OFFSET = Pattern.compile(
            "^[\\s#>]*(?:Position|Pos|SOURCE_LOG_POS|MASTER_LOG_POS)\\s*[=:]\\s*[\"']?(\\d+)[\"']?\\s*$", IGNORE_CASE);
    private static final Pattern METADATA_SET =
            Pattern.compile("^[\\s#>]*(?:Executed_Gtid_Set|GTID)\\s*[=:]\\s*[\"']?(" + SETS + ")", IGNORE_CASE);

    /** xtrabackup_binlog_info, what the server shows of its log, and {@code file:offset}. */
    private static final Pattern COLUMNS = Pattern.compile(
            "^[|>\\s]*([^\\s|:'\"=]+\\.\\d{3,})[\\s|:]+(\\d+)(?![-\\d])[\\s|]*(?:[|\\s].*)?$", IGNORE_CASE);

    /** xtrabackup_info, and what xtrabackup prints at its end. */
    private static final Pattern TOLD_FILE = Pattern.compile("\\bfilename\\s+'([^']+)'", IGNORE_CASE);

    private static final Pattern TOLD_OFFSET =
            Pattern.compile("\\bfilename\\s+'[^']+',\\s*position\\s+'?(\\d+)", IGNORE_CASE);

    /** What MySQL Shell writes beside its dumps. */
    private static final Pattern JSON_FILE = Pattern.compile("\"binlogFile\"\\s*:\\s*\"([^\"]+)\"");

    private static final Pattern JSON_OFFSET = Pattern.compile("\"binlogPosition\"\\s*:\\s*(\\d+)");
    private static final Pattern JSON_SET = Pattern.compile("\"gtidExecuted\"\\s*:\\s*\"(" + SETS + ")\"", IGNORE_CASE);

    private static final Pattern WHOLE_SET = Pattern.compile("[\"']?(" + SETS + ")\\s*,?[\"']?;?", IGNORE_CASE);
    private static final Pattern DAY = Pattern.compile("(?:19|20)\\d{2}-[01]\\d-[0-3]\\d");
    private static final Pattern NUMBER = Pattern.compile("\\d{10}|\\d{13}");

    private DumpPlace() {}

    static Optional<StartPosition> read(String text) {
        return changed(text)
                .or(() -> found(METADATA_FILE, METADATA_OFFSET, text))
                .or(() -> found(TOLD_FILE, TOLD_OFFSET, text))
                .or(() -> found(JSON_FILE, JSON_OFFSET, text))
                .or(() -> gtid(ASSIGNED, text))
                .or(() -> gtid(METADATA_SET, text))
                .or(() -> gtid(JSON_SET, text))
                .or(() -> columns(text))
                .or(() -> alone(text.strip()));
    }

    private static Optional<StartPosition> changed(String text) {
        Matcher statement = CHANGE.matcher(text);
        while (statement.find()) {
            Optional<StartPosition> place = found(CHANGED_FILE, CHANGED_OFFSET, statement.group(1));
            if (place.isPresent()) {
                return place;
            }
        }
        return Optional.empty();
    }

    private static Optional<StartPosition> found(Pattern files, Pattern offsets, String text) {
        Matcher file = files.matcher(text);
        Matcher offset = offsets.matcher(text);
        if (!file.find() || !offset.find()) {
            return Optional.empty();
        }
        String name = file.group(1) != null ? file.group(1) : file.group(2);
        return place(name, offset.group(1));
    }

    private static Optional<StartPosition> columns(String text) {
        Matcher columns = COLUMNS.matcher(text);
        return columns.find() ? place(columns.group(1), columns.group(2)) : Optional.empty();
    }

    private static Optional<StartPosition> place(String file, String offset) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        if (name.isEmpty() || offset.length() > 18 || Long.parseLong(offset) < 4) {
            return Optional.empty();
        }
        return Optional.of(new StartPosition.FileOffset(name, Long.parseLong(offset)));
    }

    private static Optional<StartPosition> gtid(Pattern pattern, String text) {
        Matcher set = pattern.matcher(text);
        return set.find() ? Optional.of(new StartPosition.Gtid(plain(set.group(1)))) : Optional.empty();
    }

    private static String plain(String set) {
        return set.replaceAll("\\s+", "");
    }

    private static Optional<StartPosition> alone(String text) {
        if (text.equalsIgnoreCase("latest")) {
            return Optional.of(new StartPosition.Latest());
        } else if (text.equalsIgnoreCase("earliest")) {
            return Optional.of(new StartPosition.Earliest());
        }
        Matcher set = WHOLE_SET.matcher(text);
        // A day looks like a GTID of MariaDB.
        if (set.matches() && !DAY.matcher(text).matches()) {
            return Optional.of(new StartPosition.Gtid(plain(set.group(1))));
        }
        return time(text).map(StartPosition.Timestamp::new);
    }

    /** Without a zone in UTC. */
    private static Optional<Long> time(String text) {
        if (NUMBER.matcher(text).matches()) {
            long number = Long.parseLong(text);
            return Optional.of(text.length() == 10 ? number * 1_000 : number);
        }
        String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
        for (String form : List.of(iso, iso + "T00:00:00")) {
            try {
                Instant time = form.matches(".*T.*(?:[Zz]|[+-]\\d{2}:?\\d{2})")
                        ? OffsetDateTime.parse(form.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2"))
                                .toInstant()
                        : LocalDateTime.parse(form).toInstant(ZoneOffset.UTC);
                return Optional.of(time.toEpochMilli()).filter(millis -> millis > 0);
            } catch (DateTimeException e) {
                continue; // the next form
            }
        }
        return Optional.empty();
    }
}
