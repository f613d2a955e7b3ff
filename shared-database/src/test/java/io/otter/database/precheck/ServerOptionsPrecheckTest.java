package io.otter.database.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.SourceType;
import io.otter.database.DatabaseConnector;
import io.otter.database.Servers;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that only a restart with other options can fix, most of them on a server started that way. */
@ExtendWith(SharedServers.class)
class ServerOptionsPrecheckTest {
    private final Precheck precheck = new Precheck(new DatabaseConnector(Servers.KEY));

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void findsAServerWithoutALog(String name) {
        Servers.assumeAvailable(name);
        try (DatabaseServer server = DatabaseServer.start(name, "--skip-log-bin")) {
            Pipelines.prepare(server);

            CheckResult result = Pipelines.failed(run(Pipelines.pipeline(server)), "binlog-enabled");

            assertThat(result.blocks()).isTrue();
            assertThat(result.fixSql()).contains("log_bin");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mysql-8.0, --log-replica-updates=OFF, CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1'",
        "mysql-9.7, --log-replica-updates=OFF, CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1'",
        "mysql-5.6, --skip-log-slave-updates, CHANGE MASTER TO MASTER_HOST = '127.0.0.1'",
        "mariadb-10.11, --skip-log-slave-updates, CHANGE MASTER TO MASTER_HOST = '127.0.0.1'"
    })
    void findsAReplicaThatDoesNotLogWhatItReplicates(String name, String option, String becomeReplica) {
        Servers.assumeAvailable(name);
        try (DatabaseServer server = DatabaseServer.start(name, option, "--binlog-ignore-db=pre_a")) {
            Pipelines.prepare(server);
            PipelineConfig pipeline = Pipelines.pipeline(server);
            assertThat(run(pipeline))
                    .filteredOn(result -> result.check().equals("replica-log-updates"))
                    .singleElement()
                    .matches(CheckResult::passed);

            server.execute(becomeReplica);

            List<CheckResult> results = run(pipeline);
            assertThat(Pipelines.failed(results, "replica-log-updates").fixSql())
                    .containsPattern("log_(slave|replica)_updates = ON");
            assertThat(Pipelines.failed(results, "binlog-filter").message()).contains("pre_a");
        }
    }

    @Test
    void warnsOfATargetThatTakesSmallerStatements(ServerPool servers) {
        Servers.assumeAvailable("mysql-8.0");
        Servers.assumeAvailable("mariadb-10.11");
        try (DatabaseServer from = servers.take("mysql-8.0");
                DatabaseServer to = servers.take("mariadb-10.11")) {
            to.execute("SET GLOBAL max_allowed_packet = 16777216");
            Pipelines.prepare(from);
            Pipelines.prepare(to);
            PipelineConfig one = Pipelines.pipeline(from);
            DataMediaSource target = new DataMediaSource(
                    2,
                    "dst",
                    SourceType.MYSQL,
                    to.host(),
                    to.port(),
                    to.user(),
                    Servers.encrypted(to.host(), to, to.user(), to.password()),
                    Map.of());
            MediaPair pair = Pipelines.pair("pre_a", "t", "pre_b", "t");
            PipelineConfig pipeline = new PipelineConfig(
                    one.id(),
                    one.name(),
                    one.canal(),
                    one.source(),
                    List.of(target),
                    List.of(1),
                    List.of(1),
                    one.parameters(),
                    List.of(new MediaPair(
                            1, pair.source(), new DataMedia(2, target.id(), "pre_b", "t"), 5, pair.columns())));

            CheckResult small = Pipelines.failed(run(pipeline), "max-allowed-packet");

            assertThat(small.blocks()).isFalse();
            assertThat(small.message()).contains("\"dst\"", "16777216", "67108864");
            to.execute(small.fixSql());
            assertThat(run(pipeline)).allMatch(CheckResult::passed);
        }
    }

    private List<CheckResult> run(PipelineConfig pipeline) {
        return precheck.run(pipeline, Optional.empty());
    }
}
