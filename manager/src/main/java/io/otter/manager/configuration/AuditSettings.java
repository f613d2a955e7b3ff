package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the audit log goes besides the manager's database.
 *
 * @param file each act is appended to it as a line of JSON
 * @param syslog each act is sent there as a message of RFC 5424
 * @param tcp whether over TCP, else UDP
 */
public record AuditSettings(Optional<Path> file, Optional<ServerAddress> syslog, boolean tcp) {
    static AuditSettings from(ConfigurationFile configuration) {
        String url = configuration.text("otter.audit.syslog", "");
        Optional<ServerAddress> address = url.matches("(udp|tcp)://.+")
                ? ServerAddress.parse(url.substring("udp://".length()))
                : Optional.empty();
        if (!url.isEmpty() && address.isEmpty()) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    "otter.audit.syslog = " + url + " is not like udp://host:514 or tcp://host:601.");
        }
        return new AuditSettings(
                configuration.find("otter.audit.file").map(Path::of), address, url.startsWith("tcp://"));
    }
}
