package io.otter.manager.configuration;

import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.KeySource;
import io.otter.common.secret.SecretKey;
import io.otter.communication.Credentials;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * The validated settings of a manager, from {@code conf/otter.properties}.
 *
 * @param port of pages and REST API, 0 for any free one
 * @param bind address to listen on, {@code 0.0.0.0} for all interfaces
 * @param rpcPort port for the nodes' statistics and log records, 0 for any free one
 * @param credentials of the RPC; empty if there is no shared key
 * @param secretKey encrypts stored passwords, and says what of ZooKeeper is ours
 * @param adminPassword replaces the seed's admin password at the first start
 * @param guests whether pages can be viewed without a log-in
 * @param trustedProxies IP addresses whose word is taken for where a request came from
 * @param access who gets in, how and for how long
 */
public record ManagerSettings(
        int port,
        String bind,
        DatabaseAddress database,
        String databaseUser,
        String databasePassword,
        int rpcPort,
        ZookeeperSettings zookeeper,
        Optional<Credentials> credentials,
        SecretKey secretKey,
        Optional<String> adminPassword,
        boolean guests,
        List<String> trustedProxies,
        AccessSettings access) {
    private static final String DEFAULT_URL = "jdbc:mysql://127.0.0.1:3306/otter";

    public ManagerSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** @throws OtterException naming the key whose value is missing or invalid */
    public static ManagerSettings from(ConfigurationFile configuration) {
        return new ManagerSettings(
                configuration.port("otter.port", 8080),
                bind(configuration.text("otter.bind", "0.0.0.0")),
                DatabaseAddress.parse(configuration.text("otter.database.driver.url", DEFAULT_URL)),
                configuration.text("otter.database.driver.username"),
                configuration.text("otter.database.driver.password", ""),
                configuration.port("otter.communication.manager.port", 1099),
                ZookeeperSettings.from(configuration),
                Credentials.find(configuration, Credentials.MANAGER),
                new KeySource(configuration).secretKey(),
                configuration.find("otter.admin.password"),
                configuration.flag("otter.guest", false),
                configuration.list("otter.trusted.proxies", "").stream()
                        .map(ManagerSettings::proxy)
                        .toList(),
                AccessSettings.from(configuration));
    }

    /** Only an address: a name may mean another host tomorrow. */
    private static String proxy(String address) {
        try {
            if (address.matches("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
                return InetAddress.getByName(address).getHostAddress();
            }
        } catch (UnknownHostException e) {
            // refused below
        }
        throw new OtterException(
                ErrorCode.CONFIGURATION, "otter.trusted.proxies has \"" + address + "\", which is not an IP address.");
    }

    private static String bind(String address) {
        try {
            return InetAddress.getByName(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION, "otter.bind = " + address + " is not an address of this host.", e);
        }
    }

    @Override
    public String toString() {
        return "ManagerSettings[port=" + port + ", database=" + database.address() + "/" + database.schema() + "]";
    }
}
