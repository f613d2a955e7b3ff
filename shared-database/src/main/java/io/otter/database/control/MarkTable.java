package io.otter.database.control;

import io.otter.common.model.Origins;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code retl.retl_mark}: a transaction that writes a row of it tells where its changes were made. Marks of alibaba/otter are
 * read, too: CHANNEL_INFO that ends in {@code _SYNC} has the transaction stay where it is, and CHANNEL_ID alone names the channel
 * that wrote it. Bound to a connection; commits nothing.
 */
public final class MarkTable {
    public static final String CHANNEL_ID = "CHANNEL_ID";
    public static final String CHANNEL_INFO = "CHANNEL_INFO";

    private static final String STAY = "_SYNC";
    private static final String OURS = "origin:";

    private final Statements statements;
    private final long id;

    /** @param id of the row, which no other session may write at the same time */
    public MarkTable(Connection connection, long id) {
        statements = new Statements(connection);
        this.id = id;
    }

    /** Whether a table is this one. */
    public static boolean is(String schema, String table) {
        return schema.equalsIgnoreCase(ControlTable.SCHEMA)
                && table.equalsIgnoreCase(ControlTable.MARK.table().table());
    }

    /** The row of one of a pipeline's sessions; that of a lost session may be locked for long, so a new term has others. */
    public static long id(String installation, long pipelineId, long epoch, int session) {
        long owner = Objects.hash(installation, pipelineId) & 0xffffffffL;
        return (owner << 16 | (epoch & 0xff) << 8 | session & 0xff) + (1L << 20);
    }

    /**
     * Marks the open transaction, which must not have written anything yet.
     *
     * @param count another one than the last time: a row that stays as it is is not logged
     */
    public void mark(long channelId, String installation, int site, long count) throws SQLException {
        statements.update(
                "INSERT INTO " + ControlTable.MARK.quoted() + " (ID, CHANNEL_ID, CHANNEL_INFO) VALUES (?, ?, ?)"
                        + " ON DUPLICATE KEY UPDATE CHANNEL_ID = VALUES(CHANNEL_ID), CHANNEL_INFO = VALUES(CHANNEL_INFO)",
                id,
                channelId,
                OURS + site + ":" + count + ":" + installation);
    }

    /**
     * Where the changes that follow a row were made.
     *
     * @param channelId as the row has it; null if it does not say
     * @param channelInfo likewise
     * @param reader the channel that reads it
     * @return a site, {@link Origins#NOWHERE} for changes that must not be passed on, 0 if the row says nothing
     */
    public static int site(@Nullable Long channelId, @Nullable String channelInfo, long reader, String installation) {
        String info = channelInfo == null ? "" : channelInfo;
        if (info.startsWith(OURS)) {
            String[] parts = info.split(":", 4);
            boolean own = parts.length == 4 && (parts[3].equals(installation) || installation.isEmpty());
            return own && parts[1].matches("\\d{1,5}") ? Integer.parseInt(parts[1]) : 0;
        }
        boolean stays = info.toUpperCase(Locale.ROOT).endsWith(STAY) || channelId != null && channelId == reader;
        return stays ? Origins.NOWHERE : 0;
    }
}
