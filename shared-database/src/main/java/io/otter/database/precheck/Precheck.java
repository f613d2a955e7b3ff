package io.otter.database.precheck;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a channel's servers for everything that would keep it from running, and says how to fix it. Changes nothing.
 * Thread-safe.
 */
public final class Precheck {
    private static final Logger LOG = LoggerFactory.getLogger(Precheck.class);
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    private static final Set<Finding> GONE_AT_SOURCE =
            EnumSet.of(Finding.SOURCE_TABLE_MISSING, Finding.SOURCE_COLUMN_MISSING);
    private static final Set<Finding> MISSING_AT_TARGET =
            EnumSet.of(Finding.TARGET_TABLE_MISSING, Finding.TARGET_COLUMN_MISSING);

    private final DatabaseConnector connector;
    private final Duration limit;

    public Precheck(DatabaseConnector connector) {
        this(connector, DEFAULT_LIMIT);
    }

    /** @param limit time after which a pipeline's remaining checks are skipped, and reported as such */
    public Precheck(DatabaseConnector connector, Duration limit) {
        this.connector = connector;
        this.limit = limit;
    }

    /**
     * Checks every pipeline.
     *
     * @param resume the position of each pipeline, by pipeline id; those that have never run are missing
     * @return what passed and what failed, ordered by pipeline and check; never throws for a server's response
     */
    public List<CheckResult> run(ChannelConfig channel, Map<Long, BinlogPosition> resume) {
        List<CheckResult> results = new ArrayList<>();
        for (PipelineConfig pipeline : channel.pipelines()) {
            results.addAll(run(
                    pipeline,
                    Optional.ofNullable(resume.get(pipeline.id())),
                    channel.installation(),
                    channel.consistency()));
        }
        return List.copyOf(results);
    }

    /** Checks one pipeline; see {@link #run(ChannelConfig, Map)}. */
    public List<CheckResult> run(PipelineConfig pipeline, Optional<BinlogPosition> resume) {
        return run(pipeline, resume, "", Consistency.BASE);
    }

    /** @param installation whose pipeline it is; empty if unknown */
    private List<CheckResult> run(
            PipelineConfig pipeline, Optional<BinlogPosition> resume, String installation, Consistency consistency) {
        Findings findings = new Findings(pipeline.name(), limit, System::nanoTime);
        CanalConfig canal = pipeline.canal();
        boolean checkpointed = false;
        try (Reached log = reachCanal(canal, findings);
                Reached source =
                        reach("source", title(Finding.SOURCE, pipeline.source()), pipeline.source(), findings)) {
            log.facts().ifPresent(facts -> new BinlogChecks(facts, findings).run(canal));
            Optional<SourceTableChecks> sourceChecks =
                    source.facts().map(facts -> new SourceTableChecks(facts, findings));
            List<MappedTable> tables =
                    sourceChecks.map(checks -> checks.run(pipeline)).orElse(List.of());
            log.facts().ifPresent(facts -> checkReading(facts, source.facts(), tables, findings));
            for (DataMediaSource target : pipeline.targets()) {
                TargetServerChecks.Owner owner = new TargetServerChecks.Owner(pipeline, installation, consistency);
                checkpointed |= checkTarget(owner, target, source.facts().orElse(null), tables, findings);
            }
            if (log.facts().isPresent()) {
                checkStart(canal, log.facts().get(), resume, checkpointed, findings);
            }
        }
        return resume.isPresent() || checkpointed
                ? findings.results().stream()
                        .map(result -> resumed(result, pipeline.parameters().ddlSync()))
                        .toList()
                : findings.results();
    }

    /**
     * A pipeline that resumes reads a log that is older than the tables: what is missing now was there then, or is to come
     * with the next statement, and to make it by hand would be in the way of that.
     */
    private static CheckResult resumed(CheckResult result, boolean ddlSync) {
        Finding finding = result.found().finding();
        return result.blocks() && (GONE_AT_SOURCE.contains(finding) || ddlSync && MISSING_AT_TARGET.contains(finding))
                ? new CheckResult(
                        result.check(),
                        result.pipeline(),
                        Severity.WARNING,
                        false,
                        Finding.LOG_DECIDES.with(result.found()),
                        "")
                : result;
    }

    /**
     * Checks what can be said of a source by itself, for who has no pipeline yet: that it answers and that its log can be read.
     *
     * @return likewise, of no pipeline
     */
    public List<CheckResult> source(DataMediaSource server) {
        return alone("source", server, (facts, findings) -> new BinlogChecks(facts, findings).run());
    }

    /** Likewise of a target: that it answers and takes writes. */
    public List<CheckResult> target(DataMediaSource server) {
        return alone("target", server, (facts, findings) -> new TargetServerChecks(facts, findings).run());
    }

    /** Likewise of any server: that it answers and knows the user. */
    public List<CheckResult> logIn(DataMediaSource server) {
        return alone("server", server, (facts, findings) -> {});
    }

    /** Likewise of a canal's log: that it has all from this place on. */
    public List<CheckResult> start(CanalConfig canal, StartPosition start) {
        Findings findings = new Findings("", limit, System::nanoTime);
        try (Reached log = reachCanal(canal, findings)) {
            log.facts().ifPresent(facts -> new StartPositionCheck(facts, findings).run(start, Optional.empty()));
        }
        return findings.results().stream()
                .filter(result -> result.check().equals(StartPositionCheck.CHECK))
                .toList();
    }

    private List<CheckResult> alone(String role, DataMediaSource server, BiConsumer<ServerFacts, Findings> checks) {
        Findings findings = new Findings("", limit, System::nanoTime);
        Found title = Finding.SERVER.with(new ServerAddress(server.host(), server.port()));
        try (Reached reached = reach(role, title, server, findings)) {
            reached.facts().ifPresent(facts -> checks.accept(facts, findings));
        }
        return findings.results();
    }

    private static void checkReading(
            ServerFacts log, Optional<ServerFacts> source, List<MappedTable> tables, Findings findings) {
        SourceTableChecks checks = new SourceTableChecks(log, findings);
        List<TableName> names =
                tables.stream().map(table -> table.source().name()).distinct().toList();
        boolean checked = source.filter(facts -> facts.account().equals(log.account())
                        && facts.identity().equals(log.identity()))
                .isPresent();
        if (!checked) {
            findings.run("source-select", () -> checks.checkSelect(names));
        }
        findings.run("binlog-filter", () -> {
            if (log.grants().global("REPLICATION CLIENT", "BINLOG MONITOR", "SUPER")) {
                checks.checkLogFilters(new BinlogChecks(log, findings).logStatus(), tables);
            }
        });
    }

    private boolean checkTarget(
            TargetServerChecks.Owner owner,
            DataMediaSource target,
            @Nullable ServerFacts source,
            List<MappedTable> tables,
            Findings findings) {
        try (Reached reached = reach("target", title(Finding.TARGET, target), target, findings)) {
            if (reached.facts().isEmpty()) {
                return false;
            }
            ServerFacts facts = reached.facts().get();
            List<MappedTable> own = tables.stream()
                    .filter(table -> table.pair().target().sourceId() == target.id())
                    .toList();
            PipelineParameters parameters = owner.pipeline().parameters();
            new TargetTableChecks(facts, findings, parameters.compatibleMissingColumn())
                    .run(source, own, parameters.noKey());
            if (source != null) {
                new TwoWayChecks(source, facts, findings).run(owner.consistency(), owner.pipeline(), own);
            }
            List<String> schemas = own.stream()
                    .map(table -> table.target().schema())
                    .distinct()
                    .toList();
            return new TargetServerChecks(facts, findings).run(owner, source, schemas);
        }
    }

    private static void checkStart(
            CanalConfig canal,
            ServerFacts log,
            Optional<BinlogPosition> resume,
            boolean checkpointed,
            Findings findings) {
        if (resume.isEmpty() && checkpointed) {
            findings.pass("start-position", Finding.START_AT_CHECKPOINT.with());
        } else if (log.isOn("log_bin") && log.grants().global("REPLICATION CLIENT", "BINLOG MONITOR", "SUPER")) {
            new StartPositionCheck(log, findings).run(canal.start(), resume);
        }
    }

    private Reached reachCanal(CanalConfig canal, Findings findings) {
        List<OtterException> faults = new ArrayList<>();
        for (ServerAddress address : canal.addresses()) {
            Found title = Finding.CANAL.with(canal.name(), address);
            try {
                Connection connection = connector.open(canal, address, Purpose.PROBE);
                faults.forEach(fault -> findings.warn("canal-address", Finding.SAID.with(fault.getMessage()), ""));
                return reached("canal", title, connection, findings);
            } catch (OtterException e) {
                faults.add(e);
            } catch (IllegalArgumentException e) {
                faults.add(new OtterException(ErrorCode.SPEC_INVALID, String.valueOf(e.getMessage()), e));
            }
        }
        faults.forEach(fault -> notReached("canal", canal.username(), fault, findings));
        return new Reached(Optional.empty());
    }

    private static Found title(Finding titled, DataMediaSource server) {
        return titled.with(server.name(), new ServerAddress(server.host(), server.port()));
    }

    private Reached reach(String role, Found title, DataMediaSource server, Findings findings) {
        try {
            return reached(role, title, connector.open(server, Purpose.PROBE), findings);
        } catch (OtterException e) {
            notReached(role, server.username(), e, findings);
        } catch (IllegalArgumentException e) {
            findings.fail(
                    role + "-reachable", Finding.ADDRESS_UNUSABLE.with(title, String.valueOf(e.getMessage())), "");
        }
        return new Reached(Optional.empty());
    }

    private static Reached reached(String role, Found title, Connection connection, Findings findings) {
        findings.pass(role + "-reachable", Finding.ANSWERS.with(title));
        try {
            ServerFacts facts = ServerFacts.read(connection, title);
            findings.pass(role + "-log-in", Finding.LOGGED_IN.with(facts.account(), title, facts.server()));
            return new Reached(Optional.of(facts));
        } catch (SQLException e) {
            findings.fail(role + "-log-in", Finding.UNIDENTIFIED.with(title, String.valueOf(e.getMessage())), "");
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            return new Reached(Optional.empty());
        }
    }

    private static void notReached(String role, String username, OtterException fault, Findings findings) {
        if (fault.code() == ErrorCode.DATABASE_ACCESS_DENIED) {
            findings.fail(
                    role + "-log-in",
                    Finding.SAID.with(fault.getMessage()),
                    "-- with the password that is configured:\nCREATE USER " + SqlNames.quote(username)
                            + "@'%' IDENTIFIED BY '...';");
        } else {
            findings.fail(role + "-reachable", Finding.SAID.with(fault.getMessage()), "");
        }
    }

    /** A connection for the duration of the checks; empty when the server cannot be reached. */
    private record Reached(Optional<ServerFacts> facts) implements AutoCloseable {
        @Override
        public void close() {
            facts.ifPresent(open -> {
                try {
                    open.connection().close();
                } catch (SQLException e) {
                    LOG.debug("{} did not take the farewell", open.title(), e);
                }
            });
        }
    }
}
