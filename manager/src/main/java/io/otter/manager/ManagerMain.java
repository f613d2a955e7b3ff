package io.otter.manager;

import io.otter.common.configuration.ConfigurationFile;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Entry point of the manager. The system property {@code otter.conf} is the directory of {@code otter.properties}. */
@EnableScheduling
@SpringBootApplication(proxyBeanMethods = false)
public final class ManagerMain {
    private static final Logger log = LoggerFactory.getLogger(ManagerMain.class);

    /** Starts, or prints the reason in one line to stderr and exits with 1. */
    public static void main(String[] arguments) {
        Path conf = Path.of(System.getProperty("otter.conf", "conf"));
        try {
            ConfigurationFile configuration = ConfigurationFile.load(conf.resolve("otter.properties"), System.getenv());
            configuration.warnings().forEach(log::warn);
            ManagerStart.start(configuration);
        } catch (RuntimeException | LinkageError e) {
            log.error("the manager cannot start", e);
            System.err.println(ManagerStart.reason(e));
            System.exit(1);
        }
    }
}
