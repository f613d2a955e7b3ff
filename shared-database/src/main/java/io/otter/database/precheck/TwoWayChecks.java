package io.otter.database.precheck;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.Consistency;
import io.otter.common.model.DdlKind;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.PipelineConfig;
import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.TableName;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what makes conflicts between the two sides of tables that both write, and whether they can be decided. */
final class TwoWayChecks {
    private static final Set<String> COUNTERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal");

    private static final String KEYS = "keys-apart";
    private static final String CONFLICTS = "conflicts";
    private static final String TRIGGERS = "triggers";
    private static final String ORIGIN = "origin";

    private final ServerFacts source;
    private final ServerFacts target;
    private final Findings findings;

    TwoWayChecks(ServerFacts source, ServerFacts target, Findings findings) {
        this.source = source;
        this.target = target;
        this.findings = findings;
    }

    /** @param tables of the pipeline at this target */
    void run(Consistency consistency, PipelineConfig pipeline, List<MappedTable> tables) {
        List<MappedTable> both = tables.stream()
                .filter(table -> pipeline.origins().conflicts(table.pair().id()).isPresent())
                .toList();
        if (both.isEmpty()) {
            return;
        }
        findings.run(KEYS, () -> checkKeys(both));
        findings.run(TRIGGERS, () -> checkTriggers(both));
        findings.run(ORIGIN, () -> checkEngines(both));
        checkCascades(both);
        checkTruncate(pipeline);
        findings.run(CONFLICTS, () -> {
            for (MappedTable table : both) {
                pipeline.origins().conflicts(table.pair().id()).ifPresent(rule -> {
                    checkColumn(rule, table);
                    checkCompared(rule, table);
                });
            }
            if (consistency == Consistency.MEDIA) {
                findings.fail(CONFLICTS, Finding.CONFLICTS_NEED_THE_LOG.with(), "");
            }
            String image = source.variable("binlog_row_image", "FULL");
            if (!image.equalsIgnoreCase("FULL")) {
                findings.fail(
                        CONFLICTS,
                        Finding.CONFLICTS_NEED_FULL_IMAGES.with(source.title(), image),
                        source.set("binlog_row_image", "'FULL'"));
            }
        });
    }

    private void checkKeys(List<MappedTable> tables) throws SQLException {
        List<MappedTable> numbered = tables.stream()
                .filter(table -> table.source().columns().stream().anyMatch(ColumnMeta::autoIncrement))
                .toList();
        if (numbered.isEmpty()) {
            return;
        }
        Keys here = keys(source);
        Keys there = keys(target);
        if (here.meets(there)) {
            findings.warn(
                    KEYS,
                    Finding.KEYS_MEET.with(
                            source.title(),
                            here.text(),
                            target.title(),
                            there.text(),
                            numbered.get(0).source().name()),
                    "SET GLOBAL auto_increment_increment = 2, GLOBAL auto_increment_offset = 1; -- 2 at the other side");
        } else {
            findings.pass(KEYS, Finding.KEYS_APART.with(source.title(), target.title()));
        }
    }

    /** Those that the account may see. */
    private void checkTriggers(List<MappedTable> tables) throws SQLException {
        for (MappedTable table : tables) {
            List<String> triggers = triggers(table.target());
            if (!triggers.isEmpty()) {
                findings.warn(
                        TRIGGERS,
                        Finding.TRIGGERS_RUN_AGAIN.with(
                                table.target(), target.title(), String.join(", ", triggers), target.account()),
                        "-- in each: IF SUBSTRING_INDEX(USER(), '@', 1) <> (the account's name) THEN ... END IF");
            }
        }
    }

    /** Rows of tables without transactions are logged at once, and what else is in the transaction when it ends. */
    private void checkEngines(List<MappedTable> tables) throws SQLException {
        if (!OriginChecks.isByMark(target)) {
            return;
        }
        for (MappedTable table : tables) {
            for (String engine : enginesWithoutTransactions(table.target())) {
                findings.fail(
                        ORIGIN,
                        Finding.ORIGIN_MARK_NEEDS_TRANSACTIONS.with(
                                table.target(), target.title(), engine, target.account()),
                        "ALTER TABLE " + table.target().quoted() + " ENGINE=InnoDB;");
            }
        }
    }

    private List<String> enginesWithoutTransactions(TableName table) throws SQLException {
        return names(
                "SELECT t.ENGINE FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE"
                        + " WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ? AND e.TRANSACTIONS = 'NO'",
                table);
    }

    private List<String> triggers(TableName table) throws SQLException {
        return names(
                "SELECT trigger_name FROM information_schema.triggers"
                        + " WHERE event_object_schema = ? AND event_object_table = ? ORDER BY trigger_name",
                table);
    }

    private List<String> names(String sql, TableName table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query = target.connection().prepareStatement(sql)) {
            query.setString(1, table.schema());
            query.setString(2, table.table());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private void checkCascades(List<MappedTable> tables) {
        if (logsCascades(source) && logsCascades(target)) {
            return;
        }
        for (MappedTable table : tables) {
            for (ForeignKey key : table.source().foreignKeys()) {
                if (key.cascades()) {
                    findings.warn(
                            "cascades",
                            Finding.CASCADES_NOT_LOGGED.with(table.source().name(), key.name(), key.parent()),
                            "");
                }
            }
        }
    }

    private static boolean logsCascades(ServerFacts facts) {
        return !facts.server().isMariaDb() && facts.server().atLeast(9, 6);
    }

    private void checkTruncate(PipelineConfig pipeline) {
        if (pipeline.parameters().policy(DdlKind.TRUNCATE) == DdlPolicy.APPLY) {
            findings.warn("truncate", Finding.TRUNCATE_MEETS_ROWS.with(), "");
        }
    }

    private void checkColumn(ConflictRule rule, MappedTable table) {
        boolean mapped = table.columns().keySet().stream()
                .anyMatch(column -> column.name().equalsIgnoreCase(rule.column()));
        if (rule.policy() == ConflictPolicy.NEWEST && !mapped) {
            findings.fail(
                    CONFLICTS,
                    Finding.NEWEST_COLUMN_MISSING.with(
                            rule.column(), table.source().name()),
                    "");
        }
    }

    /** What is not compared is said, so that nobody relies on it. */
    private void checkCompared(ConflictRule rule, MappedTable table) {
        String name = table.source().name().toString();
        rule.additive().forEach(additive -> checkCounter(additive, table));
        if (table.source().identity().isEmpty() && rule.policy() != ConflictPolicy.STOP) {
            findings.fail(CONFLICTS, Finding.CONFLICTS_NEED_A_KEY.with(name), "");
        }
        if (!table.pair().processor().isEmpty()) {
            findings.warn(CONFLICTS, Finding.CONFLICTS_NOT_OF_PROCESSED.with(name), "");
            return;
        }
        String json = table.columns().keySet().stream()
                .filter(column -> column.dataType().equals("json"))
                .map(ColumnMeta::name)
                .collect(Collectors.joining(", "));
        if (!json.isEmpty()) {
            findings.warn(CONFLICTS, Finding.CONFLICTS_NOT_OF_COLUMNS.with(name, json), "");
        }
    }

    private void checkCounter(String additive, MappedTable table) {
        Optional<ColumnMeta> counter = table.columns().keySet().stream()
                .filter(column -> column.name().equalsIgnoreCase(additive))
                .filter(column -> COUNTERS.contains(column.dataType())
                        && !table.source().identity().contains(column.name()))
                .findFirst();
        if (counter.isEmpty()) {
            findings.fail(
                    CONFLICTS,
                    Finding.ADDITIVE_COLUMN.with(additive, table.source().name()),
                    "");
        } else if (counter.get().unsigned()) {
            findings.warn(
                    CONFLICTS,
                    Finding.UNSIGNED_COUNTER.with(additive, table.source().name()),
                    "");
        }
    }

    private static Keys keys(ServerFacts facts) throws SQLException {
        Map<String, String> row = facts.rows(
                        "SELECT @@GLOBAL.auto_increment_increment AS step, @@GLOBAL.auto_increment_offset AS first")
                .get(0);
        return new Keys(Long.parseLong(row.getOrDefault("step", "1")), Long.parseLong(row.getOrDefault("first", "1")));
    }

    /** The numbers that a server gives rows. */
    private record Keys(long step, long first) {
        boolean meets(Keys other) {
            BigInteger common = BigInteger.valueOf(step).gcd(BigInteger.valueOf(other.step));
            // An offset above the step is ignored by the server.
            return BigInteger.valueOf(start() - other.start()).mod(common).signum() == 0;
        }

        private long start() {
            return first > step ? 1 : first;
        }

        String text() {
            return first + " + n × " + step;
        }
    }
}
