package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.fail;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.Secret;
import io.otter.database.ClientCertificates;
import io.otter.database.ConnectionOptions;
import io.otter.database.login.ServerLogin;
import io.otter.node.schema.SchemaHistory;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.schema.UnknownTablePolicy;
import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

/** A source that reads schema {@code t} of a server, with a time limit on every take. */
final class Reading implements AutoCloseable {
    private static final AtomicLong SLAVE_ID = new AtomicLong(771000);
    static final BiPredicate<String, String> SCHEMA_T = (schema, table) -> schema.equals("t");

    private final ExecutorService taker = Executors.newSingleThreadExecutor();
    final BinlogSource source;
    BinlogPosition last = new BinlogPosition("", 0, "", "", 0);

    private Reading(BinlogSource source) {
        this.source = source;
    }

    /** The end of the server's log. */
    static StartPosition.FileOffset here(DatabaseServer server) throws SQLException {
        String query = server.name().equals("mysql-9.7") ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return new StartPosition.FileOffset(row.getString(1), row.getLong(2));
        }
    }

    static CanalConfig canal(DatabaseServer server, String user, long serverId) {
        return new CanalConfig(
                1,
                "src-log",
                List.of(new ServerAddress(server.host(), server.port())),
                user,
                new Secret(""),
                new StartPosition.Latest(),
                serverId,
                true);
    }

    private static ServerLogin logIn(CanalConfig canal, String password) {
        return new ServerLogin(
                canal.username(), password, ConnectionOptions.parse(canal.options()), ClientCertificates.NONE);
    }

    static Reading from(DatabaseServer server, StartPosition start) {
        return from(server, canal(server, server.user(), SLAVE_ID.incrementAndGet()), server.password(), start);
    }

    static Reading from(DatabaseServer server, CanalConfig canal, String password, StartPosition start) {
        return new Reading(StreamingBinlogSource.start(
                "p1",
                canal,
                logIn(canal, password),
                start,
                SCHEMA_T::test,
                new SchemaHistory("src-log", SCHEMA_T, Optional.empty(), UnknownTablePolicy.STOP, new SchemaJournal()),
                1 << 20));
    }

    static Reading resume(DatabaseServer server, BinlogPosition position) {
        return resume(server, position, Optional.empty(), UnknownTablePolicy.STOP);
    }

    static Reading resume(
            DatabaseServer server, BinlogPosition position, Optional<KeptSchemas> kept, UnknownTablePolicy policy) {
        return resume(
                canal(server, server.user(), SLAVE_ID.incrementAndGet()), server.password(), position, kept, policy);
    }

    static Reading resume(
            CanalConfig canal,
            String password,
            BinlogPosition position,
            Optional<KeptSchemas> kept,
            UnknownTablePolicy policy) {
        return new Reading(StreamingBinlogSource.resume(
                "p1",
                canal,
                logIn(canal, password),
                position,
                SCHEMA_T::test,
                new SchemaHistory("src-log", SCHEMA_T, kept, policy, new SchemaJournal()),
                1 << 20));
    }

    TransactionPiece take() throws Exception {
        Future<TransactionPiece> piece = taker.submit(source::take);
        try {
            TransactionPiece taken = piece.get(30, TimeUnit.SECONDS);
            last = taken.last() ? taken.end() : last;
            return taken;
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } catch (java.util.concurrent.TimeoutException e) {
            piece.cancel(true);
            return fail("nothing came; last fault " + source.lastFault());
        }
    }

    /** All changes before the row whose first column is {@code end}. */
    List<Change> until(long end) throws Exception {
        List<Change> changes = new ArrayList<>();
        while (true) {
            for (Change change : take().changes()) {
                if (change instanceof RowChange row
                        && row.after() != null
                        && Long.valueOf(end).equals(row.after().get(0))) {
                    return changes;
                }
                changes.add(change);
            }
        }
    }

    List<RowChange> rowsUntil(long end) throws Exception {
        return until(end).stream()
                .filter(RowChange.class::isInstance)
                .map(RowChange.class::cast)
                .toList();
    }

    @Override
    public void close() {
        source.close();
        taker.shutdownNow();
    }
}
