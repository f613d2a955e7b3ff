package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * API tokens, with which scripts act as their user. Only the SHA-256 of a token is stored, which suffices for 256
 * random bits. Thread-safe.
 */
@Service
public final class Tokens {
    private static final int BYTES = 32;
    private static final int LONGEST_NAME = 64;
    private static final String PREFIX = "otter_";

    private final UserMapper users;
    private final Access access;
    private final ApplicationEventPublisher events;
    private final SecureRandom random = new SecureRandom();

    Tokens(UserMapper users, Access access, ApplicationEventPublisher events) {
        this.users = users;
        this.access = access;
        this.events = events;
    }

    /** A token without its secret. */
    public record Token(long id, String name, Instant created) {}

    /** The current user's tokens. */
    public List<Token> list() {
        return users.tokens(access.require(Role.VIEWER).id()).stream()
                .map(row -> new Token(row.id(), row.name(), Instant.ofEpochSecond(row.created())))
                .toList();
    }

    /** A token of the current user. */
    Token find(long id) {
        return list().stream()
                .filter(token -> token.id() == id)
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.TOKEN_UNKNOWN.with()));
    }

    /** @return the token, which cannot be read again later */
    public String create(String name) {
        SignedInUser user = access.require(Role.VIEWER);
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.TOKEN_NAME.with(LONGEST_NAME));
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        users.insertToken(user.id(), name.strip(), hash(token));
        events.publishEvent(new AccountChanged(Text.of("act.token.create", name.strip())));
        return token;
    }

    /** Deletes a token of the current user. */
    public void delete(long id) {
        if (users.deleteToken(id, access.require(Role.VIEWER).id()) == 0) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.TOKEN_UNKNOWN.with());
        }
        events.publishEvent(new AccountChanged(Text.of("act.token.delete", id)));
    }

    /** The user of a token. */
    Optional<SignedInUser> find(String token) {
        Long id = users.userOfToken(hash(token));
        UserMapper.UserRow row = id == null ? null : users.findById(id);
        return row == null
                ? Optional.empty()
                : Optional.of(UserService.signedIn(row.toUser(), PasswordDigest.isPublic(row.passwordDigest())));
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java", e);
        }
    }
}
