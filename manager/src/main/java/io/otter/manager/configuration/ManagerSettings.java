package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.SecretKey;
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
 * @param zookeeper {@code host:port}, at least one
 * @param communicationKey shared RPC key; empty if not set
 * @param secretKey encrypts stored passwords
 * @param adminPassword replaces the seed's admin password at the first start
 * @param guests whether pages can be viewed without a log-in
 * @param trustedProxies IP addresses whose word is taken for where a request came from
 */
public record ManagerSettings(
        int port,
        String bind,
        DatabaseAddress database,
        String databaseUser,
        String databasePassword,
        int rpcPort,
        List<String> zookeeper,
        String communicationKey,
        SecretKey secretKey,
        Optional<String> adminPassword,
        boolean guests,
        List<String> trustedProxies) {
    private static final String DEFAULT_URL = "jdbc:mysql://127.0.0.1:3306/otter";

    public ManagerSettings {
        zookeeper = List.copyOf(zookeeper);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** @throws OtterException naming the key whose value is missing or invalid */
    public static ManagerSettings from(ConfigurationFile configuration) {
        List<String> zookeeper = configuration.list("otter.zookeeper.cluster.default", "127.0.0.1:2181");
        for (String server : zookeeper) {
            if (!server.matches(".+:\\d{1,5}")) {
                throw new OtterException(
                        ErrorCode.CONFIGURATION,
                        "otter.zookeeper.cluster.default has \"" + server + "\", which is not host:port.");
            }
        }
        return new ManagerSettings(
                configuration.port("otter.port", 8080),
                bind(configuration.text("otter.bind", "0.0.0.0")),
                DatabaseAddress.parse(configuration.text("otter.database.driver.url", DEFAULT_URL)),
                configuration.text("otter.database.driver.username"),
                configuration.text("otter.database.driver.password", ""),
                configuration.port("otter.communication.manager.port", 1099),
                zookeeper,
                configuration.text("otter.communication.key", ""),
                new SecretKey(configuration.text("otter.secret.key")),
                configuration.find("otter.admin.password"),
                flag(configuration, "otter.guest"),
                configuration.list("otter.trusted.proxies", "").stream()
                        .map(ManagerSettings::proxy)
                        .toList());
    }

    private static boolean flag(ConfigurationFile configuration, String key) {
        String text = configuration.text(key, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new OtterException(ErrorCode.CONFIGURATION, key + " = " + text + " must be true or false.");
        }
        return text.equals("true");
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
