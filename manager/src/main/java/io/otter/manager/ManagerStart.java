package io.otter.manager;

import com.zaxxer.hikari.HikariDataSource;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.SecretKey;
import io.otter.database.ClientCertificates;
import io.otter.database.DatabaseConnector;
import io.otter.manager.configuration.ManagerDatabase;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.schema.ManagerSchema;
import java.net.BindException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Starts the manager from its configuration: as a process, in tests and embedded. Stateless. */
public final class ManagerStart {
    private ManagerStart() {}

    /**
     * Checks the configuration and the database, then starts Spring.
     *
     * @return the running manager; closing it stops everything, including its database pool
     * @throws OtterException if a key or the database is invalid
     */
    public static ConfigurableApplicationContext start(ConfigurationFile configuration) {
        ManagerSettings settings = ManagerSettings.from(configuration);
        DatabaseConnector connector =
                new DatabaseConnector(settings.secretKey(), ClientCertificates.from(configuration));
        HikariDataSource database = ManagerDatabase.open(settings, connector);
        try {
            ManagerSchema.migrate(database);
            SpringApplication application = new SpringApplicationBuilder(ManagerMain.class)
                    .initializers(
                            context -> register((GenericApplicationContext) context, settings, connector, database))
                    .build();
            application.setRegisterShutdownHook(true);
            application.setDefaultProperties(webServer(settings));
            return application.run();
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** What a header says about where a request came from counts only if a named proxy has set it. */
    private static Map<String, Object> webServer(ManagerSettings settings) {
        List<String> proxies = settings.trustedProxies();
        Map<String, Object> properties = new HashMap<>(Map.of(
                "server.port",
                settings.port(),
                "server.address",
                settings.bind(),
                "server.forward-headers-strategy",
                proxies.isEmpty() ? "none" : "native",
                "server.tomcat.remoteip.internal-proxies",
                proxies.stream().map(Pattern::quote).collect(Collectors.joining("|"))));
        properties.putAll(settings.access().https().properties());
        return properties;
    }

    /** One line for a terminal: code, what is wrong with which key, advice. */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OtterException known) {
                return line(known.describe());
            }
            if (cause instanceof BindException) {
                return line(new OtterException(
                                ErrorCode.CONFIGURATION,
                                "otter.bind, otter.port: cannot listen there: " + cause.getMessage() + ".",
                                cause)
                        .describe());
            }
            if (cause instanceof PortInUseException port) {
                return line(new OtterException(
                                ErrorCode.PORT_IN_USE, "otter.port: port " + port.getPort() + " is in use.", port)
                        .describe());
            }
        }
        return line(ErrorCode.INTERNAL + ": the manager cannot start: " + failure + " " + ErrorCode.INTERNAL.advice());
    }

    private static void register(
            GenericApplicationContext context,
            ManagerSettings settings,
            DatabaseConnector connector,
            HikariDataSource database) {
        context.registerBean(ManagerSettings.class, () -> settings);
        context.registerBean(SecretKey.class, settings::secretKey);
        context.registerBean(DatabaseConnector.class, () -> connector);
        context.registerBean(HikariDataSource.class, () -> database);
    }

    private static String line(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
