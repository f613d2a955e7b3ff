package io.otter.node.binlog;

import io.otter.benchmark.work.Backlog;
import io.otter.benchmark.work.BacklogWriter;
import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.database.ClientCertificates;
import io.otter.database.ConnectionOptions;
import io.otter.database.login.ServerLogin;
import io.otter.node.schema.SchemaHistory;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.schema.UnknownTablePolicy;
import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Events logged by a real MySQL 8.0 for a backlog, and what is needed to decode them repeatedly. Single-threaded. */
public final class RecordedLog {
    private static final BiPredicate<String, String> WANTED = (schema, table) -> schema.equals(Tables.SCHEMA);

    private final List<byte[]> events;
    private final SourceServer server;
    private final BinlogPosition start;
    private final SourceSchemas schemas;
    private final LoggedStatements statements;
    private final LoggedDefinitions definitions;
    private final Collations collations;

    private RecordedLog(
            List<byte[]> events,
            SourceServer server,
            BinlogPosition start,
            SourceSchemas schemas,
            LoggedStatements statements,
            LoggedDefinitions definitions,
            Collations collations) {
        this.events = events;
        this.server = server;
        this.start = start;
        this.schemas = schemas;
        this.statements = statements;
        this.definitions = definitions;
        this.collations = collations;
    }

    /** Starts a server, writes the backlog and reads the server's log. */
    public static RecordedLog of(Backlog backlog) throws IOException, InterruptedException, SQLException {
        return of(backlog, "MINIMAL");
    }

    /** @param metadata what the server logs about tables: {@code MINIMAL} or {@code FULL} */
    static RecordedLog of(Backlog backlog, String metadata) throws IOException, InterruptedException, SQLException {
        try (DatabaseServer server = DatabaseServer.start(
                "mysql-8.0", "--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--binlog-row-metadata=" + metadata)) {
            BenchmarkServer endpoint = new BenchmarkServer(server.port(), server.user(), server.password());
            endpoint.execute(List.of("RESET MASTER"));
            endpoint.execute(Tables.definitions(backlog.tables()));
            BacklogWriter.write(backlog, endpoint);
            StartLocator.Connector connector = () -> BinlogConnection.open(
                    new ServerAddress(server.host(), server.port()),
                    new ServerLogin(
                            server.user(), server.password(), ConnectionOptions.DEFAULTS, ClientCertificates.NONE));
            try (BinlogConnection connection = connector.open()) {
                SourceServer facts = connection.server();
                BinlogPosition start = new BinlogPosition("binlog.000001", 4, "", facts.uuid(), 0);
                SchemaHistory schemas = new SchemaHistory(
                        "recorded", WANTED, Optional.empty(), UnknownTablePolicy.STOP, new SchemaJournal());
                LiveSource live = new LiveConnection(facts, connector);
                schemas.begin(start, live);
                LoggedStatements statements = new LoggedStatements(facts.dialect(), live, WANTED::test);
                LoggedDefinitions definitions =
                        new LoggedDefinitions(statements, schemas, SessionVariables.of(connection));
                Collations collations = connection.collations();
                RecordedLog recorded = new RecordedLog(
                        events(connection.walk(start.file(), 4)),
                        facts,
                        start,
                        schemas,
                        statements,
                        definitions,
                        collations);
                // What a first reading asks the server for is known after it, when there is no server any more.
                recorded.decode();
                return recorded;
            }
        }
    }

    private static List<byte[]> events(EventFetcher fetcher) throws IOException {
        List<byte[]> events = new ArrayList<>();
        byte[] event = fetcher.next();
        while (event != null) {
            events.add(Arrays.copyOf(event, fetcher.size()));
            event = fetcher.next();
        }
        return events;
    }

    /** All transactions, as a taker of the reader receives them. */
    public List<TransactionPiece> pieces() throws IOException, InterruptedException {
        List<TransactionPiece> pieces = new ArrayList<>();
        PieceQueue queue = decode();
        TransactionPiece piece = queue.poll(0);
        while (piece != null) {
            pieces.add(piece);
            piece = queue.poll(0);
        }
        return pieces;
    }

    PieceQueue decode() throws IOException, InterruptedException {
        PieceQueue queue = new PieceQueue(Long.MAX_VALUE);
        EventDecoder decoder = new EventDecoder(start.file(), start.offset(), server.checksum(), collations);
        TransactionAssembler assembler = new TransactionAssembler(
                decoder,
                definitions,
                new TableMaps(schemas, map -> TableMetadata.read(map, collations), WANTED::test),
                statements,
                new PieceWriter(queue, start, schemas::news),
                new LogPlace(server, start));
        for (byte[] event : events) {
            decoder.decode(event, event.length, BinlogEvent.toldEnd(event), assembler);
        }
        return queue;
    }
}
