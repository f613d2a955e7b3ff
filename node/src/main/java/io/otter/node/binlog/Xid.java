package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.util.HexFormat;

/** Names of XA transactions, as {@code XA COMMIT} and {@code XA ROLLBACK} are logged with them. MariaDB logs no {@code XA START}. */
final class Xid {
    private Xid() {}

    static String of(LogBuffer body) {
        long format = body.getUint32();
        int global = (int) body.getUint32();
        int branch = (int) body.getUint32();
        HexFormat hex = HexFormat.of();
        String first = global == 0 ? "" : hex.formatHex(body.getData(global));
        String second = branch == 0 ? "" : hex.formatHex(body.getData(branch));
        return "X'" + first + "',X'" + second + "'," + format;
    }

    static String of(String sql) {
        String rest = sql.replaceFirst("(?is)^xa\\s+\\w+\\s+", "").replaceFirst("(?is)\\s+one\\s+phase\\s*$", "");
        return rest.trim();
    }
}
