package io.otter.arbitrate.session;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a process reaches ZooKeeper.
 *
 * @param servers {@code host:port}, at least one
 * @param sessionTimeout ZooKeeper deletes our ephemeral znodes after this time without contact
 * @param auth how to log in, after which nobody else may read or write the tree
 * @param trustedCertificates PEM file of who may vouch for the servers; connections are then encrypted
 */
public record ZookeeperSettings(
        List<String> servers,
        Duration sessionTimeout,
        Optional<ZookeeperLogIn> auth,
        Optional<Path> trustedCertificates) {
    private static final String SERVERS = "otter.zookeeper.cluster.default";
    private static final String AUTH = "otter.zookeeper.auth";
    private static final String CERTIFICATES = "otter.zookeeper.trustedCertificates";

    public ZookeeperSettings {
        servers = List.copyOf(servers);
    }

    /** Plain connections of nobody in particular. */
    public static ZookeeperSettings of(String server, Duration sessionTimeout) {
        return new ZookeeperSettings(List.of(server), sessionTimeout, Optional.empty(), Optional.empty());
    }

    /** @throws OtterException naming the key whose value is invalid */
    public static ZookeeperSettings from(ConfigurationFile configuration) {
        List<String> servers = configuration.list(SERVERS, "127.0.0.1:2181");
        for (String server : servers) {
            int colon = server.lastIndexOf(':');
            if (colon < 1 || !server.substring(colon + 1).matches("\\d{1,5}")) {
                throw new OtterException(
                        ErrorCode.CONFIGURATION, SERVERS + " has \"" + server + "\", which is not host:port.");
            }
        }
        Optional<Path> certificates = configuration.find(CERTIFICATES).map(Path::of);
        if (certificates.isPresent() && !Files.isReadable(certificates.get())) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION, CERTIFICATES + ": " + certificates.get() + " cannot be read.");
        }
        return new ZookeeperSettings(
                servers,
                Duration.ofMillis(configuration.number("otter.zookeeper.sessionTimeout", 10_000, 1_000, 600_000)),
                configuration.find(AUTH).map(auth -> ZookeeperLogIn.of(AUTH, auth)),
                certificates);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return String.join(",", servers);
    }
}
