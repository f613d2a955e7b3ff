package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.otter.common.error.OtterException;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.TableComparer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What other tools were caught by: every case comes out right, or is refused aloud where that is right as well. */
@Tag("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class FieldCasesTest {
    private static final String KIND = "mysql-8.0";

    private @Nullable DatabaseServer from;
    private @Nullable DatabaseServer to;

    @BeforeAll
    void startServers(ServerPool servers) {
        assumeTrue(DatabaseServer.available(KIND), KIND + " is not installed");
        from = servers.take(KIND);
        to = servers.take(KIND);
        Walk.prepare(source(), target());
    }

    @AfterAll
    void stopServers() {
        Stream.of(from, to).filter(Objects::nonNull).forEach(DatabaseServer::close);
    }

    /** Servers write what a decoder needs with FULL, and leave it to the history with MINIMAL. */
    static Stream<Arguments> cases() {
        return FieldCase.all().stream()
                .flatMap(one -> Stream.of("MINIMAL", "FULL").map(metadata -> Arguments.of(one, metadata)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesOutRight(FieldCase one, String metadata) {
        source().execute("SET GLOBAL binlog_row_metadata = " + metadata);
        for (DatabaseServer server : List.of(source(), target())) {
            server.execute("DROP DATABASE IF EXISTS fc", "DROP DATABASE IF EXISTS fcx");
            server.execute(one.both().toArray(String[]::new));
        }
        source().execute(one.source().toArray(String[]::new));
        target().execute(one.target().toArray(String[]::new));
        boolean refused = false;
        try (Walk walk = new Walk(source(), target(), Modes.schema("fc").withEverything(3, 4, Order.SOURCE))) {
            walk.awaitApplied();
            for (List<String> step : one.steps()) {
                source().execute(step.toArray(String[]::new));
            }
            walk.awaitApplied();
        } catch (OtterException e) {
            assertThat(one.refusable()).as(e.describe()).isTrue();
            refused = true;
        }
        if (!refused) {
            assertThat(new TableComparer(source(), target()).difference(one.tables()))
                    .isEmpty();
        }
        for (FieldCase.Right right : one.rights()) {
            if (!refused || right.evenWhenRefused()) {
                assertThat(rows(right.atSource() ? source() : target(), right.query()))
                        .as(right.query())
                        .isEqualTo(right.rows());
            }
        }
    }

    private static String rows(DatabaseServer server, String query) {
        return Walk.rows(server, query).stream()
                .map(row -> String.join("\\t", row))
                .collect(Collectors.joining("\\n"));
    }

    private DatabaseServer source() {
        return Objects.requireNonNull(from);
    }

    private DatabaseServer target() {
        return Objects.requireNonNull(to);
    }
}
