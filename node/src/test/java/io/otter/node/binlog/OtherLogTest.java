package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A position is good only in the log that it was read from: where that is another one, no row is skipped in silence. */
@ParameterizedClass
@MethodSource("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherLogTest {
    @Parameter
    String name = "";

    private @Nullable DatabaseServer running;

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @BeforeEach
    void makeTable() {
        if (running == null || !running.name().equals(name)) {
            stopServer();
            running = gtids() && mysql()
                    ? DatabaseServer.start(name, "--gtid-mode=ON", "--enforce-gtid-consistency=ON")
                    : DatabaseServer.start(name);
        }
        execute("DROP DATABASE IF EXISTS t", "CREATE DATABASE t", "CREATE TABLE t.o (id BIGINT PRIMARY KEY)");
    }

    @AfterAll
    void stopServer() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void aLogBegunAnewIsNotGoneOnWithWhenItHasGrownPastThePlace() throws Exception {
        BinlogPosition place = readTo(10);
        awaitNextSecond(place.timestampMillis());
        reset();
        grow(place);

        assertRefused(place, ErrorCode.BINLOG_OTHER_LOG);
    }

    @Test
    void aLogBegunAnewIsNotGoneOnWithWhileItIsShorter() throws Exception {
        for (int i = 0; i < 30; i++) {
            execute("INSERT INTO t.o VALUES (" + (100 + i) + ")");
        }
        BinlogPosition place = readTo(10);
        reset();

        assertRefused(place, ErrorCode.BINLOG_OTHER_LOG);

        execute("FLUSH LOGS", "FLUSH LOGS");
        BinlogPosition inThirdFile = readTo(11);
        reset();
        assertRefused(inThirdFile, ErrorCode.BINLOG_OTHER_LOG);
    }

    @Test
    void aPlaceWhereReadingBeganIsKnownAgainToo() throws Exception {
        BinlogPosition place;
        try (Reading reading = Reading.from(server(), new StartPosition.Latest())) {
            place = reading.take().end();
        }
        awaitNextSecond(place.stamp().fileSeconds() * 1000);
        reset();
        grow(place);

        assertRefused(place, ErrorCode.BINLOG_OTHER_LOG);
    }

    @Test
    void aLogBegunAnewWhileItIsReadIsNoticed() throws Exception {
        StartPosition here = Reading.here(server());
        execute("INSERT INTO t.o VALUES (1)");
        BinlogPosition place;
        try (Reading reading = Reading.from(server(), here)) {
            reading.until(1);
            place = reading.last;
            awaitNextSecond(place.timestampMillis());
            reset();
            grow(place);
            execute("INSERT INTO t.o VALUES (-1)");
            if (!name.equals("mysql-5.6")) { // which goes on sending the deleted file while it is connected
                assertThatThrownBy(() -> reading.until(-1))
                        .isInstanceOfSatisfying(
                                OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_OTHER_LOG));
            }
        }
        assertRefused(place, ErrorCode.BINLOG_OTHER_LOG);
    }

    @Test
    void anotherEventBeforeThePlaceIsAnotherLog() throws Exception {
        BinlogPosition place = readTo(10);
        LogStamp stamp = place.stamp();
        assertThat(stamp.fileSeconds()).isPositive();
        assertThat(stamp.eventBytes()).isPositive();

        LogStamp other = new LogStamp(stamp.fileSeconds(), stamp.eventBytes(), stamp.eventHash() ^ 1, "");
        assertRefused(with(place, other), ErrorCode.BINLOG_OTHER_LOG);
        LogStamp notAtAnEvent = new LogStamp(stamp.fileSeconds(), stamp.eventBytes() - 1, stamp.eventHash(), "");
        assertRefused(with(place, notAtAnEvent), ErrorCode.BINLOG_OTHER_LOG);
    }

    @Test
    void aFileBegunAtAnotherTimeIsAnotherLogAlthoughTheSameEventEndsThere() throws Exception {
        BinlogPosition place = readTo(10);
        LogStamp stamp = place.stamp();

        LogStamp earlier = new LogStamp(stamp.fileSeconds() - 1, stamp.eventBytes(), stamp.eventHash(), "");
        assertRefused(with(place, earlier), ErrorCode.BINLOG_OTHER_LOG);
    }

    @Test
    void gtidsCountOnlyIfTheLastTransactionWasCommittedAtTheSameTime() throws Exception {
        if (!gtids()) {
            return;
        }
        BinlogPosition place = readTo(10);
        LogStamp stamp = place.stamp();
        LogStamp elsewhere = new LogStamp(stamp.fileSeconds(), stamp.eventBytes(), stamp.eventHash() ^ 1, stamp.gtid());
        execute("INSERT INTO t.o VALUES (11)");

        assertThat(rowsAfter(with(place, elsewhere), 11)).isEmpty();
        BinlogPosition earlier = new BinlogPosition(
                place.file(),
                place.offset(),
                place.gtidSet(),
                place.sourceUuid(),
                place.timestampMillis() - 1_000,
                elsewhere);
        assertRefused(earlier, ErrorCode.BINLOG_OTHER_LOG);
    }

    @Test
    void aPositionOfAnEarlierVersionIsGoneOnWith() throws Exception {
        BinlogPosition old = with(readTo(10), LogStamp.NONE);
        execute("INSERT INTO t.o VALUES (11)");

        assertThat(rowsAfter(old, 11)).isEmpty();
    }

    @Test
    void theSameLogIsGoneOnWithAfterARestartAndOtherChecksumsAndCompression() throws Exception {
        BinlogPosition place = readTo(10);
        server().restart();
        execute("SET GLOBAL binlog_checksum = NONE", "INSERT INTO t.o VALUES (11)", "INSERT INTO t.o VALUES (12)");
        place = readOn(place, 12);
        execute("SET GLOBAL binlog_checksum = CRC32");
        if (mysql() && gtids()) {
            execute("SET SESSION binlog_transaction_compression = ON", "INSERT INTO t.o VALUES (13)");
        } else {
            execute("INSERT INTO t.o VALUES (13)");
        }
        place = readOn(place, 13);
        execute("ALTER TABLE t.o ADD COLUMN c INT", "INSERT INTO t.o (id) VALUES (14)");
        place = readOn(place, 14);
        execute("FLUSH LOGS", "INSERT INTO t.o (id) VALUES (15)");
        place = readOn(place, 15);
        execute("FLUSH LOGS", "CREATE TABLE t.engine (id INT PRIMARY KEY) ENGINE=MyISAM");
        execute("INSERT INTO t.engine VALUES (16)");
        place = readOn(place, 16);
        execute("INSERT INTO t.o (id) VALUES (17)");

        assertThat(rowsAfter(place, 17)).isEmpty();
    }

    @Test
    void aPurgedFileIsNoLossIfTheGtidsShowThatNothingFollowedInIt() throws Exception {
        BinlogPosition place = readTo(10);
        execute("FLUSH LOGS");
        String newest = value(mysql97() ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
        while (!value("SHOW BINARY LOGS").equals(newest)) {
            execute("PURGE BINARY LOGS TO '" + newest + "'"); // not those that a closed reading still has open
        }
        execute("INSERT INTO t.o VALUES (11)");

        if (gtids()) {
            assertThat(rowsAfter(place, 11)).isEmpty();
        } else {
            assertRefused(place, ErrorCode.BINLOG_PURGED);
        }
    }

    @Test
    void aRestoredServerGoesOnIfItsGtidsAreThoseOfThePosition() throws Exception {
        if (!gtids()) {
            return;
        }
        BinlogPosition place = readTo(10);
        awaitNextSecond(place.stamp().fileSeconds() * 1000);
        reset();
        if (mysql()) {
            execute("SET GLOBAL gtid_purged = '" + place.gtidSet() + "'");
        } else {
            execute("SET GLOBAL gtid_binlog_state = '" + place.gtidSet() + "'");
        }
        execute("INSERT INTO t.o VALUES (11)", "INSERT INTO t.o VALUES (12)");
        BinlogPosition next = readOn(place, 12);
        execute("INSERT INTO t.o VALUES (13)");

        assertThat(rowsAfter(next, 13)).isEmpty();
    }

    private BinlogPosition readTo(int id) throws Exception {
        StartPosition here = Reading.here(server());
        execute("INSERT INTO t.o VALUES (" + id + ")");
        try (Reading reading = Reading.from(server(), here)) {
            reading.until(id);
            return reading.last;
        }
    }

    private BinlogPosition readOn(BinlogPosition from, int id) throws Exception {
        try (Reading reading = Reading.resume(server(), from)) {
            reading.until(id);
            return reading.last;
        }
    }

    private List<RowChange> rowsAfter(BinlogPosition from, int id) throws Exception {
        try (Reading reading = Reading.resume(server(), from)) {
            return reading.rowsUntil(id);
        }
    }

    private void assertRefused(BinlogPosition from, ErrorCode code) {
        assertThatThrownBy(() -> rowsAfter(from, -1))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(from.file());
    }

    private void reset() {
        execute(mysql97() ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
    }

    /** Until the log is longer than it was at the place, and holds more transactions. */
    private void grow(BinlogPosition place) throws Exception {
        StartPosition.FileOffset end = Reading.here(server());
        int id = 1000;
        while (!end.file().equals(place.file()) || end.offset() < 2 * place.offset()) {
            String values = String.join(
                    ",",
                    IntStream.range(id, id + 40).mapToObj(i -> "(" + i + ")").toList());
            for (int i = 0; i < 10; i++) {
                execute("REPLACE INTO t.o VALUES (" + id++ + ")");
            }
            execute("REPLACE INTO t.o VALUES " + values);
            end = Reading.here(server());
            if (BinlogPosition.number(end.file()) < BinlogPosition.number(place.file())) {
                execute("FLUSH LOGS");
            }
        }
    }

    /** Logs know when files were begun, and MariaDB's when transactions were committed, in whole seconds. */
    private static void awaitNextSecond(long millis) {
        long next = (millis / 1000 + 1) * 1000;
        while (System.currentTimeMillis() < next) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    private String value(String sql) throws Exception {
        try (Connection connection = server().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static BinlogPosition with(BinlogPosition place, LogStamp stamp) {
        return new BinlogPosition(
                place.file(), place.offset(), place.gtidSet(), place.sourceUuid(), place.timestampMillis(), stamp);
    }

    private boolean mysql() {
        return name.startsWith("mysql");
    }

    private boolean mysql97() {
        return name.equals("mysql-9.7");
    }

    private boolean gtids() {
        return !name.equals("mysql-5.6");
    }

    private DatabaseServer server() {
        return Objects.requireNonNull(running);
    }

    private void execute(String... sql) {
        server().execute(sql);
    }
}
