package io.otter.manager.audit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.manager.configuration.AuditSettings;
import io.otter.manager.configuration.ManagerSettings;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Copies of the audit log that this manager only appends to: a file with a line of JSON each, and syslog. What cannot be
 * appended to the file is not done. Thread-safe.
 */
@Component
final class AuditExport {
    static final String BEGUN = "BEGUN";

    private final @Nullable FileChannel file;
    private final @Nullable Syslog syslog;

    AuditExport(ManagerSettings settings) {
        AuditSettings audit = settings.access().audit();
        file = audit.file().map(AuditExport::open).orElse(null);
        syslog = audit.syslog().map(address -> new Syslog(address, audit.tcp())).orElse(null);
    }

    /**
     * One act.
     *
     * @param id that of the row, by which begin and outcome belong together
     * @param outcome {@link #BEGUN}, or an {@link Outcome} with what was said
     */
    record Line(Instant at, long id, String user, String address, String action, String detail, String outcome) {}

    void write(Line line) {
        if (file != null) {
            append(file, line);
        }
        if (syslog != null) {
            syslog.send(line);
        }
    }

    private static void append(FileChannel file, Line line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", line.at().toString());
        fields.put("id", line.id());
        fields.put("user", line.user());
        fields.put("address", line.address());
        fields.put("action", line.action());
        if (!line.detail().isEmpty()) {
            fields.put("detail", line.detail());
        }
        fields.put("outcome", line.outcome());
        byte[] json = Json.write(fields);
        ByteBuffer bytes = ByteBuffer.allocate(json.length + 1);
        bytes.put(json).put((byte) '\n').flip();
        try {
            file.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("otter.audit.file cannot be written: " + e.getMessage(), e);
        }
    }

    private static FileChannel open(Path path) {
        try {
            return FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION, "otter.audit.file: cannot write " + path + ": " + e + ".", e);
        }
    }

    @PreDestroy
    void close() throws IOException {
        if (syslog != null) {
            syslog.close();
        }
        if (file != null) {
            file.close();
        }
    }
}
