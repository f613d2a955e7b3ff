package io.otter.database.precheck;

import io.otter.database.control.ControlTable;
import io.otter.database.origin.SiteTag;
import java.sql.SQLException;
import java.util.Map;

/** Checks how what is applied at a target of two-way sync carries where it was made first. */
final class OriginChecks {
    private static final String CHECK = "origin";
    private static final String COLLATION = "collation_server";

    private final ServerFacts facts;
    private final Findings findings;

    OriginChecks(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    void run() {
        findings.run(CHECK, this::check);
    }

    private void check() throws SQLException {
        Map<String, String> own =
                facts.rows("SHOW GLOBAL VARIABLES LIKE '" + COLLATION + "'").get(0);
        String collation = own.getOrDefault("value", "");
        if (SiteTag.isTaken(collation)) {
            findings.fail(
                    CHECK,
                    Finding.ORIGIN_TAG_TAKEN.with(facts.title(), collation),
                    facts.set(COLLATION, "utf8mb4_general_ci"));
        } else if (!facts.server().isMariaDb()) {
            findings.pass(CHECK, Finding.ORIGIN_BY_TAG.with(facts.title()));
        } else if (!isByMark(facts)) {
            findings.pass(CHECK, Finding.ORIGIN_BY_SERVER_ID.with(facts.title()));
        } else if (isMarkLeftOut()) {
            findings.fail(
                    CHECK,
                    Finding.ORIGIN_MARK_NOT_LOGGED.with(facts.title(), facts.account()),
                    facts.grant("BINLOG REPLAY", "*.*"));
        } else {
            findings.pass(CHECK, Finding.ORIGIN_BY_MARK.with(facts.title(), facts.account()));
        }
    }

    /** Whether each transaction needs a row that says where its changes were made. */
    static boolean isByMark(ServerFacts facts) throws SQLException {
        return facts.server().isMariaDb() && !facts.grants().global("BINLOG REPLAY");
    }

    /** Without the privilege to see it, the log of a source is checked by its reader. */
    private boolean isMarkLeftOut() throws SQLException {
        return facts.grants().global("REPLICATION CLIENT", "BINLOG MONITOR", "SUPER")
                && BinlogChecks.leavesOut(new BinlogChecks(facts, findings).logStatus(), ControlTable.SCHEMA);
    }
}
