package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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

    @Option(
            scope = ScopeType.INHERIT,
            names = {"-y", "--yes"},
            description = "Do not ask before something is deleted or dropped.")
    private boolean yes;

    ManagerOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    Map<String, String> environment() {
        return environment;
    }

    boolean json() {
        return output == Output.json;
    }

    /**
     * Asks on a terminal; scripts are not asked.
     *
     * @throws OtterException if the answer is not yes
     */
    void confirm(String what) {
        Console console = yes ? null : System.console();
        if (console != null && !isYes(console.readLine("%s? [y/N] ", what))) {
            throw new OtterException(ErrorCode.ILLEGAL_MOVE, "nothing was done.");
        }
    }

    /**
     * Has a name typed on a terminal; {@code --yes} stands for it.
     *
     * @return what was typed; null if nobody could be asked
     */
    @Nullable
    String typed(String question, String name) {
        if (yes) {
            return name;
        }
        Console console = System.console();
        return console == null ? null : console.readLine("%s: ", question);
    }

    private static boolean isYes(@Nullable String answer) {
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /** @throws OtterException if the address is not a URL or there is no password */
    ManagerClient client() {
        URI base = base();
        Optional<String> bearer = given(secret(token, tokenFile), "OTTER_TOKEN");
        if (bearer.isPresent()) {
            return ManagerClient.withToken(base, bearer.get());
        }
        Netrc.Login login = login(base);
        return ManagerClient.withPassword(base, login.user().isEmpty() ? "admin" : login.user(), login.password());
    }

    private URI base() {
        String address = given(server, "OTTER_SERVER").orElse("http://127.0.0.1:8080");
        if (!address.matches("https?://[^/\\s]+(/.*)?")) {
            throw new OtterException(
                    ErrorCode.MANAGER_UNREACHABLE, "--server " + address + " is not an http:// or https:// address.");
        }
        URI base;
        try {
            base = new URI(address.endsWith("/") ? address : address + "/");
        } catch (URISyntaxException e) {
            throw new OtterException(
                    ErrorCode.MANAGER_UNREACHABLE,
                    "--server " + address + " is no address: " + e.getMessage() + ".",
                    e);
        }
        if (base.getHost() == null) {
            throw new OtterException(
                    ErrorCode.MANAGER_UNREACHABLE,
                    "--server " + address
                            + " names no host: names have letters, digits, dots and hyphens, but no underscore;"
                            + " take the IP address or another name.");
        }
        return base;
    }

    /**
     * For calls that ask for the password again.
     *
     * @throws OtterException if there is none
     */
    String password() {
        return login(base()).password();
    }

    /** The user is empty when only a password is given. */
    private Netrc.Login login(URI base) {
        Optional<String> name = given(user, "OTTER_USER");
        return given(secret(password == null ? null : new String(password), passwordFile), "OTTER_PASSWORD")
                .map(secret -> new Netrc.Login(name.orElse(""), secret))
                .or(() -> netrc().find(base.getHost())
                        .filter(found -> name.isEmpty() || found.user().equals(name.get())))
                .orElseThrow(
                        () -> new OtterException(
                                ErrorCode.UNAUTHENTICATED,
                                "no password or token given; use --password-file or --token-file, or set OTTER_PASSWORD or OTTER_TOKEN."));
    }

    private Netrc netrc() {
        String home = environment.getOrDefault("HOME", ".");
        return new Netrc(Path.of(environment.getOrDefault("NETRC", home + "/.netrc")));
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
