package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.Origins;
import io.otter.common.model.Origins.PairOrigins;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Servers that all take writes, numbered from 1 in their order, with pipelines between them. */
final class Sites implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration REST = Duration.ofMillis(2_500);
    private static final List<Long> PAIRS = List.of(1L, 1_000L);

    private final List<DatabaseServer> servers;
    private ConflictPolicy policy = ConflictPolicy.STOP;
    private String newest = "";
    private List<String> additive = List.of();
    private final Map<String, Walk> walks = new HashMap<>();

    Sites(DatabaseServer... servers) {
        this.servers = List.of(servers);
        Walk.prepare(servers);
    }

    /** On every server. */
    void everywhere(String... statements) {
        servers.forEach(server -> server.execute(statements));
    }

    /** How pairs decide about conflicts; the home is site 1. */
    void decideBy(ConflictPolicy other, String column) {
        policy = other;
        newest = column;
    }

    /** Columns of which the changes of all sites add up. */
    void add(String... columns) {
        additive = List.of(columns);
    }

    private ConflictRule rule(int from, int to) {
        return new ConflictRule(policy, to == 1, newest, to < from, additive);
    }

    /** Each pipeline from one site to another, as {@code 1>2}, and from where the target gets what no pipeline there brings. */
    void open(Modes modes, String... ways) {
        openChannel("", modes, ways);
    }

    /** Likewise those of another channel, of which each is known as {@code name 1>2}. */
    void openChannel(String channel, Modes modes, String... ways) {
        for (String way : ways) {
            int from = way.charAt(0) - '0';
            int to = way.charAt(2) - '0';
            Set<Integer> passedOn = new HashSet<>();
            Set<Integer> dropped = new HashSet<>(Set.of(from, to));
            for (int site = 1; site <= servers.size(); site++) {
                boolean direct = List.of(ways).contains(site + ">" + to);
                if (!dropped.contains(site)) {
                    (direct ? dropped : passedOn).add(site);
                }
            }
            Origins origins = new Origins(
                    from,
                    PAIRS.stream()
                            .map(pair -> new PairOrigins(pair, passedOn, dropped, rule(from, to)))
                            .toList());
            walks.put((channel + " " + way).strip(), new Walk(server(from), server(to), modes.with(origins)));
        }
        walks.values().forEach(Walk::awaitApplied);
    }

    /** Starts a pipeline that has stopped. */
    void goOn(String way) {
        Walk stopped = walk(way);
        stopped.close();
        walks.put(way, stopped.successor());
    }

    DatabaseServer server(int site) {
        return servers.get(site - 1);
    }

    Walk walk(String way) {
        return java.util.Objects.requireNonNull(walks.get(way));
    }

    /** Waits until what was committed at any site has got everywhere, however many hops it takes. */
    void awaitRest() {
        for (int hop = 1; hop < servers.size(); hop++) {
            walks.values().forEach(Walk::awaitApplied);
        }
        List<List<Object>> seen = new ArrayList<>(List.of(List.of()));
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).during(REST).until(() -> {
            List<Object> ends = new ArrayList<>();
            servers.forEach(server -> ends.add(Walk.end(server)));
            // While many rows are answered about, nothing is logged before all of them are.
            boolean silent = ends.equals(seen.get(0)) && servers.stream().allMatch(Sites::hasToldAll);
            seen.set(0, ends);
            return silent;
        });
    }

    private static boolean hasToldAll(DatabaseServer server) {
        return Walk.rows(
                                server,
                                "SELECT 1 FROM information_schema.tables WHERE table_schema = 'retl' AND table_name = 'retl_conflict'")
                        .isEmpty()
                || Walk.rows(server, "SELECT 1 FROM retl.retl_conflict WHERE ANSWERED = 0 LIMIT 1")
                        .isEmpty();
    }

    void assertEqual(String... tables) {
        for (DatabaseServer other : servers.subList(1, servers.size())) {
            assertThat(new TableComparer(servers.get(0), other).difference(List.of(tables)))
                    .isEmpty();
        }
    }

    @Override
    public void close() {
        walks.values().forEach(Walk::close);
        servers.forEach(DatabaseServer::close);
    }
}
