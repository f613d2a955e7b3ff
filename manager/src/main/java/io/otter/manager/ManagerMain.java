package io.otter.manager;

import io.otter.common.configuration.ConfigurationFile;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The manager process. System property {@code otter.conf} names the directory of {@code otter.properties}. */
@SpringBootApplication(proxyBeanMethods = false)
public final class ManagerMain {
    /** Comes up, or says why not in one line on stderr and exits with 1. */
    public static void main(String[] arguments) {
        Path conf = Path.of(System.getProperty("otter.conf", "conf"));
        try {
            ManagerStart.start(ConfigurationFile.load(conf.resolve("otter.properties"), System.getenv()));
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(ManagerMain.class).error("the manager cannot start", e);
            System.err.println(ManagerStart.reason(e));
            System.exit(1);
        }
    }
}
