package io.otter.node.server;

import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.KeySource;
import io.otter.common.secret.SecretKey;
import io.otter.communication.Compression;
import io.otter.communication.Credentials;
import io.otter.database.ClientCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The validated settings of a node, from {@code conf/otter.properties} and {@code conf/nid}.
 *
 * @param certificates by which databases know this node
 * @param advertisedHost host that the node registers; empty for the published address
 * @param managers receivers of statistics and log records; none needs to be up
 * @param compression of what goes to load nodes
 * @param httpToken who may read health and metrics; empty for everybody
 * @param data directory of what this node counts
 * @param extend directory of jars with row processors
 */
record NodeSettings(
        int nid,
        ZookeeperSettings zookeeper,
        List<ServerAddress> managers,
        Credentials credentials,
        Compression compression,
        String communicationBind,
        SecretKey secretKey,
        ClientCertificates certificates,
        Optional<String> advertisedHost,
        int httpPort,
        String httpBind,
        Optional<String> httpToken,
        Path data,
        Path extend) {
    /**
     * @param conf directory of {@code otter.properties} and {@code nid}
     * @throws OtterException naming the key or file whose value is missing or invalid
     */
    static NodeSettings from(ConfigurationFile configuration, Path conf) {
        int nid = configuration
                .find("otter.node.nid")
                .map(text -> nid(text.strip(), "otter.node.nid"))
                .orElseGet(() -> nid(conf.resolve("nid")));
        return new NodeSettings(
                nid,
                ZookeeperSettings.from(configuration),
                configuration.list("otter.manager.address", "127.0.0.1:1099").stream()
                        .map(manager -> address("otter.manager.address", manager))
                        .toList(),
                Credentials.from(configuration, nid),
                compression(configuration),
                configuration.text("otter.communication.bind", "0.0.0.0"),
                new KeySource(configuration).secretKey(),
                ClientCertificates.from(configuration),
                configuration.find("otter.node.address"),
                configuration.port("otter.node.http.port", 2089),
                configuration.text("otter.node.http.bind", "127.0.0.1"),
                configuration.find("otter.node.http.token"),
                Path.of(configuration.text("otter.node.data", "data")),
                Path.of(configuration.text("otter.node.extend", "extend")));
    }

    private static Compression compression(ConfigurationFile configuration) {
        String text = configuration.text("otter.communication.compression", "zstd");
        try {
            return Compression.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    "otter.communication.compression = " + text + " must be zstd, lz4 or none.",
                    e);
        }
    }

    private static int nid(Path file) {
        try {
            return nid(ConfigurationFile.text(file).strip(), file.toString());
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
