package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import io.otter.common.secret.Sha256;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * API tokens, with which scripts act as their user: until they expire, with a role of their own that is never more than the
 * user's, and if so wanted for some channels only. Only the SHA-256 of a token is stored, which suffices for 256 random bits.
 * Thread-safe.
 */
@Service
public final class Tokens {
    static final int USUAL_DAYS = 90;
    static final int MOST_DAYS = 3_650;
    private static final int BYTES = 32;
    private static final int LONGEST_NAME = 64;
    private static final String PREFIX = "otter_";

    private final UserMapper users;
    private final UserService passwords;
    private final Access access;
    private final ApplicationEventPublisher events;
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();

    Tokens(UserMapper users, UserService passwords, Access access, ApplicationEventPublisher events) {
        this.users = users;
        this.passwords = passwords;
        this.access = access;
        this.events = events;
    }

    /**
     * A token without its secret.
     *
     * @param role at most
     * @param channels the only ones; empty for all
     * @param used when it was used last, to the minute; null when never
     */
    public record Token(
            long id,
            String user,
            String name,
            Role role,
            List<String> channels,
            Instant created,
            Instant expires,
            @Nullable Instant used) {
        public Token {
            channels = List.copyOf(channels);
        }

        public boolean isExpired() {
            return !expires.isAfter(Instant.now());
        }
    }

    /**
     * A token to make.
     *
     * @param password of the user who makes it
     * @param role null for the user's
     * @param days null for {@value #USUAL_DAYS}
     * @param channels the only ones; empty for all
     */
    public record Wanted(
            String name,
            String password,
            @Nullable Role role,
            @Nullable Integer days,
            List<String> channels) {
        public Wanted {
            channels = List.copyOf(channels);
        }
    }

    /** Whose a token is, and for which channels. */
    record Bearer(long tokenId, String tokenName, SignedInUser user, ChannelScope scope) {}

    /** The current user's tokens. */
    public List<Token> list() {
        return users.tokens(access.require(Role.VIEWER).id()).stream()
                .map(Tokens::token)
                .toList();
    }

    /** Everybody's, for administrators. */
    public List<Token> all() {
        access.require(Role.ADMIN);
        return users.allTokens().stream().map(Tokens::token).toList();
    }

    /** Whether the current user types a password to make one, or has just logged in at an identity provider. */
    boolean takesPassword() {
        return !passwords.isExternal(access.require(Role.VIEWER));
    }

    /** A token that the current user may delete: the user's own, or an administrator's choice. */
    Token find(long id) {
        SignedInUser me = access.require(Role.VIEWER);
        return (me.role() == Role.ADMIN ? all() : list())
                .stream()
                        .filter(token -> token.id() == id)
                        .findFirst()
                        .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.TOKEN_UNKNOWN.with()));
    }

    /**
     * Makes one.
     *
     * @param address of who asks
     * @return the token, which cannot be read again later
     */
    public String create(Wanted wanted, String address) {
        SignedInUser user = access.require(Role.VIEWER);
        String name = wanted.name().strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.TOKEN_NAME.with(LONGEST_NAME));
        }
        int days = Objects.requireNonNullElse(wanted.days(), USUAL_DAYS);
        if (days < 1 || days > MOST_DAYS) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.TOKEN_DAYS.with(MOST_DAYS));
        }
        Role role = Objects.requireNonNullElse(wanted.role(), user.role());
        if (!user.role().covers(role)) {
            throw new RefusedException(ErrorCode.FORBIDDEN, Refusal.ROLE_MISSING.with(user.name(), user.role(), role));
        }
        ChannelScope scope = ChannelScope.typed(wanted.channels());
        passwords.requirePassword(user, address, wanted.password());
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        users.insertToken(
                user.id(),
                name,
                Sha256.hex(token),
                role.name(),
                scope.json(),
                clock.instant().plus(Duration.ofDays(days)).toEpochMilli());
        events.publishEvent(new AccountChanged(Text.of("act.token.create", name)));
        return token;
    }

    /** Deletes one of the current user's tokens, or any for an administrator. */
    public void delete(long id) {
        Token token = find(id);
        users.deleteToken(id);
        events.publishEvent(new AccountChanged(Text.of("act.token.delete", token.name(), token.user())));
    }

    /** Empty when the token is not known or has expired. */
    Optional<Bearer> find(String token) {
        UserMapper.TokenRow row = users.token(Sha256.hex(token));
        UserMapper.UserRow owner = row == null ? null : users.findById(row.userId());
        long now = clock.millis();
        if (row == null || owner == null || row.expires() <= now) {
            return Optional.empty();
        }
        users.tokenUsed(row.id(), now);
        SignedInUser user = UserService.signedIn(owner.toUser(), PasswordDigest.isPublic(owner.passwordDigest()));
        Token known = token(row);
        Role role = user.role().covers(known.role()) ? known.role() : user.role();
        return Optional.of(new Bearer(row.id(), row.name(), user.with(role), new ChannelScope(known.channels())));
    }

    private static Token token(UserMapper.TokenRow row) {
        List<String> channels = row.channels() == null
                ? List.of()
                : Json.MAPPER.readerForListOf(String.class).readValue(row.channels());
        return new Token(
                row.id(),
                row.user(),
                row.name(),
                row.role() == null ? Role.ADMIN : Role.of(row.role()),
                channels,
                Instant.ofEpochSecond(row.created()),
                Instant.ofEpochMilli(row.expires()),
                row.used() == null ? null : Instant.ofEpochMilli(row.used()));
    }
}
