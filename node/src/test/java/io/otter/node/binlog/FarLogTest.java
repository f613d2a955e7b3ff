package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import io.otter.node.schema.UnknownTablePolicy;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Places beyond 4 GiB of a log file, as one large transaction makes them; events and dump commands have 32 bits for them. */
@ExtendWith(SharedServers.class)
class FarLogTest {
    private static final long WRAP = 1L << 32;

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void readingGoesOnAfterThemAndNeverBefore(String name, ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take(name)) {
            server.execute("CREATE DATABASE t", "CREATE TABLE t.o (id BIGINT PRIMARY KEY)");
            StartPosition.FileOffset here = Reading.here(server);
            try (FarLog log = new FarLog(server.port(), here.offset(), WRAP - here.offset() - 700)) {
                BinlogPosition first;
                BinlogPosition last;
                try (Reading reading = Reading.from(server, canal(server, log), server.password(), here)) {
                    insert(server, 1);
                    reading.until(1);
                    first = reading.last;
                    insert(server, 2, 3, 4, 5, 6, 7, 8);
                    assertThat(reading.rowsUntil(8)).hasSize(6);
                    log.cut();
                    insert(server, 9);
                    assertThat(reading.rowsUntil(9)).isEmpty();
                    last = reading.last;
                }
                assertThat(first.offset()).isLessThan(WRAP);
                assertThat(last.offset()).isGreaterThan(WRAP).isLessThan(WRAP + 10_000);
                assertThat(last.reaches(first)).isTrue();

                insert(server, 10, 11);
                assertThat(rowsAfter(server, log, last, 11)).hasSize(1);
                assertThat(rowsAfter(server, log, first, 11)).hasSize(9);
                server.execute("FLUSH LOGS");
                insert(server, 12);
                assertThat(rowsAfter(server, log, last, 12)).hasSize(2);
                assertRefused(server, log, with(last, last.offset(), otherEvent(last.stamp())));
                assertRefused(server, log, with(last, last.offset() + 100_000, LogStamp.NONE));
            }
        }
    }

    private static void insert(DatabaseServer server, int... ids) {
        for (int id : ids) {
            server.execute("INSERT INTO t.o VALUES (" + id + ")");
        }
    }

    private static List<RowChange> rowsAfter(DatabaseServer server, FarLog log, BinlogPosition from, int id)
            throws Exception {
        try (Reading reading = Reading.resume(
                canal(server, log), server.password(), from, Optional.empty(), UnknownTablePolicy.STOP)) {
            return reading.rowsUntil(id);
        }
    }

    private static void assertRefused(DatabaseServer server, FarLog log, BinlogPosition from) {
        assertThatThrownBy(() -> rowsAfter(server, log, from, -1))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_OTHER_LOG));
    }

    private static LogStamp otherEvent(LogStamp stamp) {
        return new LogStamp(stamp.fileSeconds(), stamp.eventBytes(), stamp.eventHash() ^ 1, "");
    }

    /** Without GTIDs, which would tell whatever file and offset cannot. */
    private static BinlogPosition with(BinlogPosition place, long offset, LogStamp stamp) {
        return new BinlogPosition(place.file(), offset, "", place.sourceUuid(), place.timestampMillis(), stamp);
    }

    private static CanalConfig canal(DatabaseServer server, FarLog log) {
        CanalConfig plain = Reading.canal(server, server.user(), 771_997);
        return new CanalConfig(
                plain.id(),
                plain.name(),
                List.of(new ServerAddress(server.host(), log.port())),
                plain.username(),
                plain.password(),
                plain.start(),
                plain.serverId(),
                plain.tsdb(),
                Map.of("sslMode", "DISABLED"));
    }
}
