package io.otter.node.binlog;

import com.alibaba.otter.canal.parse.driver.mysql.MysqlConnector;
import com.alibaba.otter.canal.parse.driver.mysql.MysqlQueryExecutor;
import com.alibaba.otter.canal.parse.driver.mysql.MysqlUpdateExecutor;
import com.alibaba.otter.canal.parse.driver.mysql.packets.HeaderPacket;
import com.alibaba.otter.canal.parse.driver.mysql.packets.MysqlGTIDSet;
import com.alibaba.otter.canal.parse.driver.mysql.packets.client.BinlogDumpGTIDCommandPacket;
import com.alibaba.otter.canal.parse.driver.mysql.packets.client.RegisterSlaveCommandPacket;
import com.alibaba.otter.canal.parse.driver.mysql.packets.server.ErrorPacket;
import com.alibaba.otter.canal.parse.driver.mysql.packets.server.ResultSetPacket;
import com.alibaba.otter.canal.parse.driver.mysql.socket.SocketChannel;
import com.alibaba.otter.canal.parse.driver.mysql.utils.PacketManager;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.database.login.ServerLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One connection to a source: queries until a dump starts, then only events. One thread uses it, any may close it. */
final class BinlogConnection implements AutoCloseable {
    static final int READ_TIMEOUT_MILLIS = 15_000;
    private static final long HEARTBEAT_NANOS = 1_000_000_000L;
    private static final int NON_BLOCK = 1;

    private final Socket socket;
    private final MysqlConnector connector;
    private final ServerAddress address;
    private @Nullable SourceServer server;
    private @Nullable Collations collations;

    private BinlogConnection(Socket socket, ServerAddress address) {
        this.socket = socket;
        connector = new MysqlConnector();
        connector.setChannel(new SocketOfCanal(socket));
        this.address = address;
    }

    /**
     * Logs in.
     *
     * @throws IOException if the server cannot be reached or refuses
     * @throws OtterException DATABASE_TLS
     */
    static BinlogConnection open(ServerAddress address, ServerLogin login) throws IOException {
        BinlogConnection connection = new BinlogConnection(socket(address, login), address);
        try {
            // Whatever sessions begin with there: a limit would leave columns of tables out.
            connection.execute(
                    "SET NAMES utf8mb4, SESSION sql_mode = '', SESSION sql_select_limit = 18446744073709551615");
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Socket socket(ServerAddress address, ServerLogin login) throws IOException {
        try {
            return login.open(address, READ_TIMEOUT_MILLIS);
        } catch (SQLException e) {
            throw new ServerErrorException(e.getErrorCode(), String.valueOf(e.getMessage()));
        }
    }

    ServerAddress address() {
        return address;
    }

    SourceServer server() throws IOException {
        SourceServer known = server;
        if (known == null) {
            known = SourceServer.of(this);
            server = known;
        }
        return known;
    }

    Collations collations() throws IOException {
        Collations known = collations;
        if (known == null) {
            known = Collations.of(this);
            collations = known;
        }
        return known;
    }

    /** The present end of the log, by file and offset. */
    BinlogPosition end() throws IOException {
        List<@Nullable String> row = query(server().statusQuery()).get(0);
        return new BinlogPosition(
                String.valueOf(row.get(0)), Long.parseLong(String.valueOf(row.get(1))), "", server().uuid(), 0);
    }

    void execute(String sql) throws IOException {
        new MysqlUpdateExecutor(connector).update(sql);
    }

    /** All rows as text; SQL NULL is null. */
    List<List<@Nullable String>> query(String sql) throws IOException {
        SocketChannel channel = connector.getChannel();
        ResultSetPacket result = new MysqlQueryExecutor(channel) {
            @Override
            protected byte[] readNextPacket() throws IOException {
                return readPacket();
            }
        }.query(sql);
        int width = result.getFieldDescriptors().size();
        List<List<@Nullable String>> rows = new ArrayList<>();
        List<String> values = result.getFieldValues();
        for (int i = 0; width > 0 && i + width <= values.size(); i += width) {
            rows.add(new ArrayList<>(values.subList(i, i + width)));
        }
        return rows;
    }

    /** The first value of the first row; empty for SQL NULL and when there are no rows. */
    String value(String sql) throws IOException {
        List<List<@Nullable String>> rows = query(sql);
        String value = rows.isEmpty() ? null : rows.get(0).get(0);
        return value == null ? "" : value;
    }

    /** Starts the endless stream of events. */
    EventFetcher dump(String file, long offset, long serverId) throws IOException {
        prepareDump(serverId);
        register(serverId);
        write(dumpCommand(file, told(offset), 0, serverId));
        return fetcher(offset);
    }

    /** Starts the endless stream of events that are not in {@code gtidSet}. */
    EventFetcher dumpGtid(String gtidSet, long serverId) throws IOException {
        prepareDump(serverId);
        prepareGtid(gtidSet);
        register(serverId);
        write(gtidCommand(gtidSet, 0, serverId));
        return fetcher(0);
    }

    private void prepareGtid(String gtidSet) throws IOException {
        if (server().mariadb()) {
            execute("SET @slave_connect_state = '" + gtidSet.replace("'", "") + "'");
            execute("SET @slave_gtid_strict_mode = 0");
            execute("SET @slave_gtid_ignore_duplicates = 0");
        }
    }

    private byte[] gtidCommand(String gtidSet, int flags, long serverId) throws IOException {
        if (server().mariadb()) {
            return dumpCommand("", 4, flags, serverId);
        }
        BinlogDumpGTIDCommandPacket packet = new BinlogDumpGTIDCommandPacket();
        packet.slaveServerId = serverId;
        packet.gtidSet = MysqlGTIDSet.parse(gtidSet.replaceAll("\\s", ""));
        byte[] command = packet.toBytes();
        command[1] |= (byte) flags;
        return command;
    }

    /** Starts a stream that ends at the end of the log, without registering as a replica. */
    EventFetcher walk(String file, long offset) throws IOException {
        prepareDump(0);
        write(dumpCommand(file, told(offset), NON_BLOCK, 0));
        return fetcher(offset);
    }

    /** Starts a stream that ends at the end of the log, of the events that are not in {@code gtidSet}. */
    EventFetcher walkGtid(String gtidSet) throws IOException {
        prepareDump(0);
        prepareGtid(gtidSet);
        write(gtidCommand(gtidSet, NON_BLOCK, 0));
        return fetcher(0);
    }

    /** Reads from the socket, since canal's channel cannot tell whether more has arrived; it buffers nothing. */
    private EventFetcher fetcher(long offset) throws IOException {
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        return new EventFetcher(socket.getInputStream(), told(offset) == offset ? 0 : offset);
    }

    /** The command has 32 bits for it: beyond them the file is read from its start, and what comes before is skipped. */
    private static long told(long offset) {
        return offset > LogOffsets.LARGEST_TOLD ? 4 : offset;
    }

    private void prepareDump(long serverId) throws IOException {
        execute("SET @master_binlog_checksum = @@global.binlog_checksum");
        execute("SET @source_binlog_checksum = @@global.binlog_checksum");
        execute("SET @mariadb_slave_capability = 4");
        if (serverId != 0) {
            // The same id always yields the same uuid, so that the server refuses a second reader with this id.
            UUID uuid = UUID.nameUUIDFromBytes(("otter-" + serverId).getBytes(StandardCharsets.UTF_8));
            execute("SET @slave_uuid = '" + uuid + "'");
            execute("SET @replica_uuid = '" + uuid + "'");
            execute("SET @master_heartbeat_period = " + HEARTBEAT_NANOS);
            execute("SET @source_heartbeat_period = " + HEARTBEAT_NANOS);
        }
    }

    private void register(long serverId) throws IOException {
        RegisterSlaveCommandPacket packet = new RegisterSlaveCommandPacket();
        packet.serverId = serverId;
        packet.reportHost = "otter";
        packet.reportUser = "";
        packet.reportPasswd = "";
        write(packet.toBytes());
        byte[] answer = readPacket();
        if (answer[0] == (byte) 0xff) {
            throw error(answer);
        }
    }

    static ServerErrorException error(byte[] body) throws IOException {
        ErrorPacket error = new ErrorPacket();
        error.fromBytes(body);
        return new ServerErrorException(error.errorNumber, error.message);
    }

    private byte[] readPacket() throws IOException {
        SocketChannel channel = connector.getChannel();
        HeaderPacket header = PacketManager.readHeader(channel, 4, READ_TIMEOUT_MILLIS);
        return PacketManager.readBytes(channel, header.getPacketBodyLength(), READ_TIMEOUT_MILLIS);
    }

    private void write(byte[] body) throws IOException {
        HeaderPacket header = new HeaderPacket();
        header.setPacketBodyLength(body.length);
        header.setPacketSequenceNumber((byte) 0);
        PacketManager.writePkg(connector.getChannel(), header.toBytes(), body);
    }

    private static byte[] dumpCommand(String file, long offset, int flags, long serverId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x12);
        for (int i = 0; i < 4; i++) {
            out.write((int) (offset >>> (8 * i)));
        }
        out.write(flags);
        out.write(0);
        for (int i = 0; i < 4; i++) {
            out.write((int) (serverId >>> (8 * i)));
        }
        out.writeBytes(file.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @Override
    public void close() {
        // Not connector.disconnect(): it may open a second connection to kill the first, and hang on a dead server.
        connector.getChannel().close();
    }
}
