package io.otter.database.precheck;

import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that the log still has the position where reading will start. */
final class StartPositionCheck {
    static final String CHECK = "start-position";

    private final ServerFacts facts;
    private final Findings findings;

    StartPositionCheck(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    /** @param resume the pipeline's position; empty when it has never run */
    void run(StartPosition start, Optional<BinlogPosition> resume) {
        findings.run(CHECK, () -> {
            if (resume.isPresent()) {
                check(resume.get());
            } else if (start instanceof StartPosition.FileOffset place) {
                checkFile(place.file(), place.offset());
            } else if (start instanceof StartPosition.Gtid place) {
                checkGtid(place.gtid());
            } else {
                findings.pass(CHECK, Finding.START_AT.with(start.json()));
            }
        });
    }

    private void check(BinlogPosition position) throws SQLException {
        if (!position.gtidSet().isEmpty()) {
            checkGtid(position.gtidSet());
        } else {
            checkFile(position.file(), position.offset());
        }
    }

    private void checkFile(String file, long offset) throws SQLException {
        List<Map<String, String>> logs = facts.rows("SHOW BINARY LOGS");
        String place = file + ":" + offset;
        Optional<Long> size = logs.stream()
                .filter(log -> log.getOrDefault("log_name", "").equals(file))
                .map(log -> Long.parseLong(log.getOrDefault("file_size", "0")))
                .findFirst();
        if (size.isEmpty()) {
            findings.fail(
                    CHECK,
                    Finding.POSITION_GONE.with(
                            facts.title(),
                            place,
                            logs.isEmpty() ? "–" : logs.get(0).getOrDefault("log_name", "–")),
                    "");
            return;
        }
        findings.expect(
                offset <= size.get(),
                CHECK,
                Finding.POSITION_THERE.with(facts.title(), place),
                Finding.POSITION_AHEAD.with(facts.title(), file, size.get(), place),
                "");
    }

    private void checkGtid(String gtidSet) throws SQLException {
        if (facts.server().isMariaDb()) {
            checkMariaDbGtid(gtidSet);
            return;
        }
        if (!facts.variable("gtid_mode", "OFF").startsWith("ON")) {
            findings.fail(CHECK, Finding.GTIDS_OFF.with(facts.title(), gtidSet), "");
            return;
        }
        try (PreparedStatement statement = facts.connection()
                .prepareStatement("SELECT GTID_SUBSET(@@GLOBAL.gtid_purged, ?),"
                        + " GTID_SUBSET(?, @@GLOBAL.gtid_executed), @@GLOBAL.gtid_executed, @@GLOBAL.gtid_purged")) {
            statement.setString(1, gtidSet);
            statement.setString(2, gtidSet);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                if (rows.getInt(2) == 0) {
                    otherLog(rows.getString(3), gtidSet);
                    return;
                }
                findings.expect(
                        rows.getInt(1) == 1,
                        CHECK,
                        Finding.GTIDS_THERE.with(facts.title(), gtidSet),
                        Finding.GTIDS_PURGED.with(facts.title(), gtidSet, rows.getString(4)),
                        "");
            }
        }
    }

    private void checkMariaDbGtid(String gtidSet) throws SQLException {
        List<Map<String, String>> logs = facts.rows("SHOW BINARY LOGS");
        String oldest = logs.isEmpty() ? "" : logs.get(0).getOrDefault("log_name", "");
        try (PreparedStatement statement =
                facts.connection().prepareStatement("SELECT BINLOG_GTID_POS(?, 4), @@GLOBAL.gtid_binlog_pos")) {
            statement.setString(1, oldest);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                String first = rows.getString(1);
                if (!covers(rows.getString(2), gtidSet)) {
                    otherLog(rows.getString(2), gtidSet);
                    return;
                }
                findings.expect(
                        covers(gtidSet, first == null ? "" : first),
                        CHECK,
                        Finding.GTIDS_THERE.with(facts.title(), gtidSet),
                        Finding.GTIDS_LATER.with(facts.title(), first, gtidSet),
                        "");
            }
        }
    }

    private void otherLog(String executed, String gtidSet) {
        findings.fail(CHECK, Finding.GTIDS_OF_OTHER_LOG.with(facts.title(), executed, gtidSet), "");
    }

    /** Whether a reader at {@code position} needs nothing before {@code first}; both list domain-server-sequence. */
    static boolean covers(String position, String first) {
        Map<String, Long> has = sequences(position);
        return sequences(first).entrySet().stream()
                .allMatch(domain -> has.getOrDefault(domain.getKey(), 0L) >= domain.getValue());
    }

    private static Map<String, Long> sequences(String position) {
        Map<String, Long> sequences = new HashMap<>();
        for (String gtid : position.split(",")) {
            String[] parts = gtid.strip().split("-");
            if (parts.length == 3 && parts[2].matches("\\d{1,18}")) {
                sequences.merge(parts[0], Long.parseLong(parts[2]), Math::max);
            }
        }
        return sequences;
    }
}
