package io.otter.manager.configuration;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The manager's certificate: two PEM files or one PKCS12 file. Changed files are taken up while the manager runs.
 *
 * @param certificate PEM with the certificate and those that vouch for it, in this order
 * @param key PEM with its key
 * @param keystore PKCS12 with both
 * @param password of the keystore, or of the key if that is encrypted
 */
public record HttpsSettings(
        Optional<Path> certificate, Optional<Path> key, Optional<Path> keystore, Optional<String> password) {
    private static final String BUNDLE = "otter";

    /** @throws OtterException naming the key that is missing or whose file cannot be read */
    static HttpsSettings from(ConfigurationFile configuration) {
        HttpsSettings settings = new HttpsSettings(
                file(configuration, "otter.https.certificate"),
                file(configuration, "otter.https.key"),
                file(configuration, "otter.https.keystore"),
                configuration.find("otter.https.password"));
        if (settings.certificate().isPresent() != settings.key().isPresent()) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION, "otter.https.certificate and otter.https.key have to be set together.");
        }
        if (settings.certificate().isPresent() && settings.keystore().isPresent()) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    "otter.https.keystore: set either the keystore or otter.https.certificate and otter.https.key.");
        }
        return settings;
    }

    public boolean on() {
        return certificate.isPresent() || keystore.isPresent();
    }

    /** What Spring Boot's web server needs to know. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (!on()) {
            return properties;
        }
        String bundle = "spring.ssl.bundle." + (keystore.isPresent() ? "jks." : "pem.") + BUNDLE + ".";
        keystore.ifPresent(file -> {
            properties.put(bundle + "keystore.location", location(file));
            properties.put(bundle + "keystore.type", "PKCS12");
            password.ifPresent(secret -> properties.put(bundle + "keystore.password", secret));
        });
        certificate.ifPresent(file -> properties.put(bundle + "keystore.certificate", location(file)));
        key.ifPresent(file -> {
            properties.put(bundle + "keystore.private-key", location(file));
            password.ifPresent(secret -> properties.put(bundle + "keystore.private-key-password", secret));
        });
        properties.put(bundle + "options.enabled-protocols", "TLSv1.2,TLSv1.3");
        properties.put(bundle + "reload-on-update", "true");
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "1s");
        properties.put("server.ssl.bundle", BUNDLE);
        properties.put("server.servlet.session.cookie.secure", "true");
        return properties;
    }

    private static String location(Path file) {
        return file.toUri().toString();
    }

    private static Optional<Path> file(ConfigurationFile configuration, String key) {
        Optional<Path> file = configuration.find(key).map(Path::of).map(Path::toAbsolutePath);
        file.filter(path -> !Files.isReadable(path)).ifPresent(path -> {
            throw new OtterException(ErrorCode.CONFIGURATION, key + ": cannot read " + path + ".");
        });
        return file;
    }

    @Override
    public String toString() {
        return "HttpsSettings[" + certificate + ", " + keystore + "]";
    }
}
