package io.otter.node.server;

import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The validated settings of a node, from {@code conf/otter.properties} and {@code conf/nid}.
 *
 * @param advertisedHost host that the node registers; empty for the published address
 * @param managers receivers of statistics and log records; none needs to be up
 * @param httpToken that whoever reads the metrics must know; empty when anybody may
 * @param data directory of what this node counts
 * @param extend directory of jars with row processors
 */
record NodeSettings(
        int nid,
        ZookeeperSettings zookeeper,
        List<ServerAddress> managers,
        String communicationKey,
        String communicationBind,
        SecretKey secretKey,
        Optional<String> advertisedHost,
        int httpPort,
        String httpBind,
        String httpToken,
        Path data,
        Path extend) {
    /**
     * @param conf directory of {@code otter.properties} and {@code nid}
     * @throws OtterException naming the key or file whose value is missing or invalid
     */
    static NodeSettings from(ConfigurationFile configuration, Path conf) {
        return new NodeSettings(
                configuration
                        .find("otter.node.nid")
                        .map(nid -> nid(nid.strip(), "otter.node.nid"))
                        .orElseGet(() -> nid(conf.resolve("nid"))),
                ZookeeperSettings.from(configuration),
                configuration.list("otter.manager.address", "127.0.0.1:1099").stream()
                        .map(manager -> address("otter.manager.address", manager))
                        .toList(),
                configuration.text("otter.communication.key"),
                configuration.text("otter.communication.bind", "0.0.0.0"),
                new SecretKey(configuration.text("otter.secret.key")),
                configuration.find("otter.node.address"),
                configuration.port("otter.node.http.port", 2089),
                configuration.text("otter.node.http.bind", "127.0.0.1"),
                configuration.text("otter.node.http.token", ""),
                Path.of(configuration.text("otter.node.data", "data")),
                Path.of(configuration.text("otter.node.extend", "extend")));
    }

    private static int nid(Path file) {
        try {
            return nid(Files.readString(file).strip(), file.toString());
        } catch (IOException e) {
            throw new OtterException(ErrorCode.NID, "cannot read " + file + ".", e);
        }
    }

    private static int nid(String text, String where) {
        try {
            int nid = Integer.parseInt(text);
            if (nid > 0) {
                return nid;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for both faults
        }
        throw new OtterException(ErrorCode.NID, where + " contains \"" + text + "\", which is not a number above 0.");
    }

    private static ServerAddress address(String key, String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 65_535) {
                return new ServerAddress(
                        text.substring(0, colon).replace("[", "").replace("]", ""), port);
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for both faults
        }
        throw new OtterException(ErrorCode.CONFIGURATION, key + " has \"" + text + "\", which is not host:port.");
    }
}
