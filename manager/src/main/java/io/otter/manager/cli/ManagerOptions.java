package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options for the manager's address, log-in and output format. */
final class ManagerOptions {
    enum Output {
        text,
        json
    }

    private final Map<String, String> environment;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--server",
            paramLabel = "URL",
            description = "Address of the manager (http://127.0.0.1:8080).")
    private @Nullable String server;

    @Option(scope = ScopeType.INHERIT, names = "--user", description = "User name (admin).")
    private @Nullable String user;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--password",
            arity = "0..1",
            interactive = true,
            description = "Password; prompts for it if no value is given.")
    private char @Nullable [] password;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the password; unlike an argument, other users cannot see it.")
    private @Nullable Path passwordFile;

    @Option(
            scope = ScopeType.INHERIT,
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the API token.")
    private @Nullable Path tokenFile;

    @Option(scope = ScopeType.INHERIT, names = "--token", description = "API token instead of user and password.")
    private @Nullable String token;

    @Option(
            scope = ScopeType.INHERIT,
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (text).")
    private Output output = Output.text;

    ManagerOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    boolean json() {
        return output == Output.json;
    }

    /** @throws OtterException if the address is not a URL or there is no password */
    ManagerClient client() {
        String address = given(server, "OTTER_SERVER").orElse("http://127.0.0.1:8080");
        if (!address.matches("https?://[^/\\s]+(/.*)?")) {
            throw new OtterException(
                    ErrorCode.MANAGER_UNREACHABLE, "--server " + address + " is not an http:// or https:// address.");
        }
        URI base = URI.create(address.endsWith("/") ? address : address + "/");
        Optional<String> bearer = given(secret(token, tokenFile), "OTTER_TOKEN");
        if (bearer.isPresent()) {
            return ManagerClient.withToken(base, bearer.get());
        }
        return ManagerClient.withPassword(base, given(user, "OTTER_USER").orElse("admin"), password());
    }

    /** @throws OtterException if there is none */
    String password() {
        return given(secret(password == null ? null : new String(password), passwordFile), "OTTER_PASSWORD")
                .orElseThrow(
                        () -> new OtterException(
                                ErrorCode.UNAUTHENTICATED,
                                "no password or token given; use --password-file or --token-file, or set OTTER_PASSWORD or OTTER_TOKEN."));
    }

    /** What was typed, else the file's only line. */
    private static @Nullable String secret(@Nullable String typed, @Nullable Path file) {
        if (typed != null || file == null) {
            return typed;
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new OtterException(ErrorCode.FILE_UNREADABLE, file + ": " + e.getMessage() + ".", e);
        }
    }

    private Optional<String> given(@Nullable String option, String variable) {
        return Optional.ofNullable(option != null ? option : environment.get(variable))
                .filter(text -> !text.isBlank());
    }
}
