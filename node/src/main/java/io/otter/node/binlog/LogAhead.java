package io.otter.node.binlog;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.BinlogPosition.Relation;
import io.otter.database.login.ServerLogin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The DDL that a source's log has ahead of where it is being read; what it has told once it does not read again. One thread at a time. */
public final class LogAhead {
    private final CanalConfig canal;
    private final ServerLogin login;
    private final List<LoggedDdl> known = new ArrayList<>();
    private @Nullable BinlogPosition read;

    public LogAhead(CanalConfig canal, ServerLogin login) {
        this.canal = canal;
        this.login = login;
    }

    /**
     * All of it between a place and the present end of the log.
     *
     * @param from at or after that of earlier calls; what is before is forgotten
     * @throws OtterException if the log cannot be read
     */
    public List<LoggedDdl> after(BinlogPosition from) throws InterruptedException {
        OtterException fault = null;
        for (ServerAddress address : canal.addresses()) {
            try (BinlogConnection connection = BinlogConnection.open(address, login)) {
                read(connection, from);
                return List.copyOf(known);
            } catch (IOException | RuntimeException e) {
                fault = FaultClassifier.classify("canal " + canal.name() + " at " + address + " after " + from, e);
                if (fault.code() != ErrorCode.DATABASE_UNREACHABLE) {
                    throw fault;
                }
            }
        }
        throw fault == null
                ? new OtterException(ErrorCode.CONFIGURATION, "canal " + canal.name() + " has no address.")
                : fault;
    }

    private void read(BinlogConnection connection, BinlogPosition from) throws IOException, InterruptedException {
        BinlogPosition end = connection.end();
        BinlogPosition begin = read;
        if (begin == null || begin.to(end) == Relation.UNKNOWN || begin.to(from) != Relation.AFTER) {
            known.clear();
            begin = from;
        }
        known.removeIf(ddl -> from.reaches(ddl.at()));
        if (begin.to(end) != Relation.SAME) {
            known.addAll(LogWalk.ddl(connection, begin, end));
        }
        read = end;
    }
}
