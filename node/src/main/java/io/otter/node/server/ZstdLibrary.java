package io.otter.node.server;

import com.github.luben.zstd.util.Native;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The native library of zstd, which is unpacked into a file before it is loaded. The directory of temporary files may forbid that:
 * hardened hosts and containers mount it without the right to run anything. Stateless.
 */
final class ZstdLibrary {
    private ZstdLibrary() {}

    /**
     * Loads it, from the data directory if not from that of temporary files.
     *
     * @throws OtterException with CONFIGURATION if neither will do
     */
    static void load(Path data) {
        try {
            Native.load();
        } catch (LinkageError e) {
            try {
                Files.createDirectories(data);
                Native.load(data.toFile());
            } catch (IOException | LinkageError again) {
                throw new OtterException(
                        ErrorCode.CONFIGURATION,
                        "otter.node.data = " + data + ": the library of zstd can be loaded neither from there nor from "
                                + System.getProperty("java.io.tmpdir") + ": " + again.getMessage()
                                + ". One of them has to be writable, and mounted without noexec.",
                        again);
            }
        }
    }
}
