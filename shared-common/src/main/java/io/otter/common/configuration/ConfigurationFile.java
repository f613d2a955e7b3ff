package io.otter.common.configuration;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The keys of {@code conf/otter.properties}. An environment variable overrides each: {@code OTTER_PORT} for
 * {@code otter.port}. Every error names the key to change. Immutable.
 */
public final class ConfigurationFile {
    private final Map<String, String> values;
    private final Map<String, String> environment;
    private final String origin;

    private ConfigurationFile(Map<String, String> values, Map<String, String> environment, String origin) {
        this.values = values;
        this.environment = environment;
        this.origin = origin;
    }

    /**
     * Reads a UTF-8 properties file.
     *
     * @param environment usually {@link System#getenv()}
     * @throws OtterException if the file cannot be read
     */
    public static ConfigurationFile load(Path file, Map<String, String> environment) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(file)));
        } catch (CharacterCodingException e) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION, file + " is not in UTF-8: save it in UTF-8 instead of, say, GBK.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new OtterException(ErrorCode.CONFIGURATION, "cannot read " + file + ": " + e.getMessage() + ".", e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.forEach(
                (key, value) -> values.put(key.toString(), value.toString().strip()));
        return new ConfigurationFile(values, Map.copyOf(environment), file.toString());
    }

    /**
     * The text of a file that somebody has edited, without the mark that some editors put in front.
     *
     * @throws CharacterCodingException if it is not in UTF-8
     */
    public static String text(Path file) throws IOException {
        String text = Files.readString(file);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A configuration without a file, for tests and embedding. */
    public static ConfigurationFile of(Map<String, String> values) {
        return new ConfigurationFile(new TreeMap<>(values), Map.of(), "memory");
    }

    /**
     * What to tell an operator of keys that mean nothing and are passed over: somebody may believe that a misspelt one is on.
     * None of them stops a start, as a file may have been written for another version.
     */
    public List<String> warnings() {
        return KnownKeys.unknown(values.keySet()).stream()
                .map(key ->
                        key + " in " + origin + " means nothing to this version and is passed over. If it is misspelt,"
                                + " what it should do is off: see docs/configuration.md.")
                .toList();
    }

    /** The environment variable that overrides a key. */
    public static String variableOf(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value; empty when it is missing or blank. */
    public Optional<String> find(String key) {
        String value = environment.getOrDefault(variableOf(key), values.getOrDefault(key, ""));
        return Optional.of(value.strip()).filter(text -> !text.isEmpty());
    }

    public String text(String key, String defaultValue) {
        return find(key).orElse(defaultValue);
    }

    /** @throws OtterException if the key is not set */
    public String text(String key) {
        return find(key)
                .orElseThrow(() -> new OtterException(
                        ErrorCode.CONFIGURATION,
                        key + " is not set in " + origin + " or as " + variableOf(key) + " in the environment."));
    }

    /** @throws OtterException if the value is not an integer within this range */
    public int number(String key, int defaultValue, int least, int most) {
        Optional<String> text = find(key);
        if (text.isEmpty()) {
            return defaultValue;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for both faults
        }
        throw new OtterException(
                ErrorCode.CONFIGURATION,
                key + " = " + text.get() + " is not a whole number from " + least + " to " + most
                        + (environment.containsKey(variableOf(key))
                                ? "; the environment says so, as " + variableOf(key)
                                : "")
                        + ".");
    }

    /** @throws OtterException if the value is neither true nor false */
    public boolean flag(String key, boolean defaultValue) {
        String text = text(key, Boolean.toString(defaultValue));
        if (!text.equals("true") && !text.equals("false")) {
            throw new OtterException(ErrorCode.CONFIGURATION, key + " = " + text + " must be true or false.");
        }
        return text.equals("true");
    }

    /** A TCP port, 0 for any free one. */
    public int port(String key, int defaultValue) {
        return number(key, defaultValue, 0, 65_535);
    }

    /** A list separated by commas, semicolons or white space. */
    public List<String> list(String key, String defaultValue) {
        return Stream.of(text(key, defaultValue).split("[,;\\s]+"))
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
