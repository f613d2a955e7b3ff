package io.otter.database.login;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.mariadb.jdbc.plugin.authentication.standard.CachingSha2PasswordPlugin;
import org.mariadb.jdbc.plugin.authentication.standard.NativePasswordPlugin;

/**
 * Proves a password in the way that the server asks for, as long as that does not give it away: the password itself is
 * only sent within TLS, or under the key of a server on this host. Single-threaded.
 */
final class PasswordProof {
    static final String NATIVE = "mysql_native_password";
    static final String CACHING_SHA2 = "caching_sha2_password";
    private static final int FAST_AUTHENTICATION = 3;
    private static final int FULL_AUTHENTICATION = 4;
    private static final byte[] ASK_FOR_KEY = {2};

    private final String where;
    private final String password;
    private final boolean encrypted;
    private final boolean thisHost;
    private byte[] seed;

    /**
     * @param where names the server in messages
     * @param encrypted whether the connection is
     * @param thisHost whether nobody can be between, so that a key from the server may be trusted
     */
    PasswordProof(String where, String password, boolean encrypted, boolean thisHost, byte[] seed) {
        this.where = where;
        this.password = password;
        this.encrypted = encrypted;
        this.thisHost = thisHost;
        this.seed = seed;
    }

    static boolean knows(String plugin) {
        return plugin.equals(NATIVE) || plugin.equals(CACHING_SHA2);
    }

    /** The proof that depends on the server's seed; empty for an empty password. */
    byte[] of(String plugin) {
        return switch (plugin) {
            case NATIVE -> NativePasswordPlugin.encryptPassword(password, seed);
            case CACHING_SHA2 -> CachingSha2PasswordPlugin.sha256encryptPassword(password, seed);
            default ->
                throw new OtterException(
                        ErrorCode.DATABASE_ACCESS_DENIED,
                        where + ": the server asks for the password by \"" + plugin.replaceAll("[^\\w.-]", "?")
                                + "\", which the reader of the log does not give; use an account with " + NATIVE
                                + " or "
                                + CACHING_SHA2 + ".");
        };
    }

    /** With another seed, once the server has asked for another way. */
    byte[] of(String plugin, byte[] otherSeed) {
        seed = Arrays.copyOf(otherSeed, 20);
        return of(plugin);
    }

    /** Answers what the server says after the first proof of {@link #CACHING_SHA2}. */
    void goOn(Packets packets, byte[] said) throws IOException, SQLException {
        int what = said.length < 2 ? -1 : said[1];
        if (what == FAST_AUTHENTICATION) {
            return;
        }
        if (what != FULL_AUTHENTICATION) {
            throw new IOException("the server's answer to the log-in is unknown: " + what);
        }
        if (encrypted) {
            byte[] text = password.getBytes(StandardCharsets.UTF_8);
            packets.write(Arrays.copyOf(text, text.length + 1));
        } else if (thisHost) {
            packets.write(ASK_FOR_KEY);
            byte[] answer = packets.read();
            byte[] key = Arrays.copyOfRange(answer, 1, answer.length);
            packets.write(CachingSha2PasswordPlugin.encrypt(
                    CachingSha2PasswordPlugin.generatePublicKey(key), password, seed));
        } else {
            throw new OtterException(
                    ErrorCode.DATABASE_TLS,
                    where
                            + ": the server asks for the password itself, and the connection is not encrypted; set sslMode to"
                            + " VERIFY_IDENTITY, or at least to REQUIRED.");
        }
    }
}
