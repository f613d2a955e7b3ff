package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Logins by host, as curl and ftp read them from {@code ~/.netrc}. */
record Netrc(Path file) {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** @param user empty if the file names none */
    record Login(String user, String password) {}

    /**
     * The login for a host, or the default one; empty without a file or an entry with a password.
     *
     * @throws OtterException if others can read the file, or this user cannot
     */
    Optional<Login> find(String host) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, String> entry = new HashMap<>();
        boolean wanted = false;
        for (Iterator<String> words = words().iterator(); words.hasNext(); ) {
            String word = words.next();
            if (word.equals("machine") || word.equals("default")) {
                if (wanted) {
                    break;
                }
                wanted = word.equals("default")
                        || words.hasNext() && words.next().equalsIgnoreCase(host);
            } else if (List.of("login", "password", "account").contains(word) && words.hasNext()) {
                String value = words.next();
                if (wanted) {
                    entry.put(word, value);
                }
            }
        }
        return Optional.ofNullable(entry.get("password"))
                .map(password -> new Login(entry.getOrDefault("login", ""), password));
    }

    private List<String> words() {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new OtterException(
                        ErrorCode.FILE_UNREADABLE, file + ": others can read it; run chmod 600 " + file + ".");
            }
            return Files.readAllLines(file).stream()
                    .map(line -> line.replaceFirst("(^|\\s)#.*", ""))
                    .flatMap(line -> Stream.of(line.strip().split("\\s+")))
                    .filter(word -> !word.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new OtterException(ErrorCode.FILE_UNREADABLE, file + ": " + e.getMessage() + ".", e);
        }
    }
}
