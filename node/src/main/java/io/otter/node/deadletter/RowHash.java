package io.otter.node.deadletter;

import io.otter.common.secret.Sha256;
import io.otter.node.binlog.Row;
import io.otter.node.load.RefusedRow;
import io.otter.node.transform.TargetChange;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Tells a change of a row from all others in the log, by its transaction and its whole images. Stateless. */
final class RowHash {
    private RowHash() {}

    /** 64 characters. */
    static String of(RefusedRow row) {
        TargetChange change = row.change();
        MessageDigest digest = Sha256.begin();
        try (DataOutputStream out =
                new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            write(out, row.transactionEnd().sourceUuid());
            write(out, row.transactionEnd().toString());
            out.writeLong(change.plan().pairId());
            write(out, change.plan().source().schema());
            write(out, change.plan().source().table());
            write(out, change.plan().targetName());
            write(out, change.kind().name());
            out.writeBoolean(change.resync());
            write(out, change.before());
            write(out, change.after());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void write(DataOutputStream out, @Nullable Row row) throws IOException {
        out.writeInt(row == null ? -1 : row.size());
        for (int i = 0; row != null && i < row.size(); i++) {
            Object value = row.get(i);
            if (value instanceof byte[] bytes) {
                out.writeByte(0);
                out.writeInt(bytes.length);
                out.write(bytes);
            } else {
                out.writeByte(value == null ? 1 : value == Row.ABSENT ? 2 : 3);
                write(out, String.valueOf(value));
            }
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
