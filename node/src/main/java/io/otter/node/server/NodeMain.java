package io.otter.node.server;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point. The system property {@code otter.conf} is the directory of {@code otter.properties} and {@code nid}. */
public final class NodeMain {
    private static final Logger log = LoggerFactory.getLogger(NodeMain.class);

    private NodeMain() {}

    /** Starts, or prints the reason in one line to stderr and exits with 1. SIGTERM shuts it down cleanly. */
    public static void main(String[] arguments) {
        Path conf = Path.of(System.getProperty("otter.conf", "conf"));
        try {
            ConfigurationFile configuration = ConfigurationFile.load(conf.resolve("otter.properties"), System.getenv());
            configuration.warnings().forEach(log::warn);
            NodeSettings settings = NodeSettings.from(configuration, conf);
            ZstdLibrary.load(settings.data());
            Node node = new Node(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
        } catch (OtterException e) {
            log.error("the node cannot start", e);
            end(e.describe());
        } catch (RuntimeException e) {
            log.error("the node cannot start", e);
            end(ErrorCode.INTERNAL + ": the node cannot start: " + e + " " + ErrorCode.INTERNAL.advice());
        }
    }

    private static void end(String reason) {
        System.err.println(reason.replaceAll("\\s*\\R\\s*", " "));
        System.exit(1);
    }
}
