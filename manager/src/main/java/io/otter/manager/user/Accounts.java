package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.change.LastChanges;
import io.otter.manager.text.OneLine;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds, changes and deletes users; for administrators. One change of a user at a time, of all managers. Thread-safe. */
@Service
public final class Accounts {
    private static final int LONGEST_NAME = 20;

    private final UserMapper users;
    private final Access access;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final LastChanges changes;
    private final PasswordDigest digest = new PasswordDigest();

    Accounts(
            UserMapper users,
            Access access,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            LastChanges changes) {
        transaction = new TransactionTemplate(transactions);
        this.changes = changes;
        this.users = users;
        this.access = access;
        this.events = events;
    }

    /** By name. */
    public List<User> list() {
        access.require(Role.ADMIN);
        return users.all().stream().map(UserMapper.UserRow::toUser).toList();
    }

    /**
     * Adds a user.
     *
     * @param channels see {@link ChannelScope}; empty for all
     * @throws OtterException with REQUEST_INVALID for the name or the channels, or PASSWORD_UNFIT
     */
    public void add(String name, String password, Role role, List<String> channels) {
        access.require(Role.ADMIN);
        String trimmed = name.strip();
        if (trimmed.isEmpty()
                || trimmed.length() > LONGEST_NAME
                || !OneLine.shows(trimmed)
                || trimmed.matches("\\.{1,2}") // which addresses leave out
                || trimmed.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.USER_NAME.with(LONGEST_NAME));
        }
        if (users.findByName(trimmed) != null) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.USER_EXISTS.with(trimmed));
        }
        UserService.checkFit(password);
        ChannelScope scope = ChannelScope.typed(channels);
        try {
            users.insert(trimmed, digest.encode(password), role.name(), scope.json(), null);
        } catch (DuplicateKeyException e) { // another manager was faster
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.USER_EXISTS.with(trimmed), e);
        }
        tell(Text.of("act.user.create", trimmed, role));
        if (!scope.isAll()) {
            tell(limited(trimmed, scope));
        }
    }

    /**
     * Changes all that is to be changed, or nothing; which ends the user's sessions.
     *
     * @param seen whether a version, see {@link User#version}, is that of the user who was displayed
     * @throws EditConflictException if it is not
     * @throws OtterException with NOT_FOUND, ILLEGAL_MOVE for one's own role and for what an identity provider keeps,
     *     REQUEST_INVALID for the channels, or PASSWORD_UNFIT
     */
    public void change(long id, Predicate<String> seen, UserChange change) {
        SignedInUser me = access.require(Role.ADMIN);
        List<Text> acts = transaction.execute(status -> {
            User user = locked(id, seen, present -> check(me, present, change));
            return apply(user, change);
        });
        Objects.requireNonNull(acts).forEach(this::tell);
    }

    private static void check(SignedInUser me, User user, UserChange change) {
        if (change.role() != null) {
            keepAnAdministrator(me, user);
        }
        if (change.role() != null || change.password() != null) {
            keepExternal(user);
        }
        if (change.password() != null) {
            UserService.checkFit(change.password());
        }
    }

    private List<Text> apply(User user, UserChange change) {
        List<Text> acts = new ArrayList<>();
        if (change.password() != null) {
            users.setPassword(user.id(), digest.encode(change.password()));
            users.deleteTokens(user.id());
            acts.add(Text.of("act.user.reset", user.name()));
        }
        if (change.role() != null) {
            users.updateRole(user.id(), change.role().name());
            acts.add(Text.of("act.user.role", user.name(), change.role()));
        }
        if (change.channels() != null) {
            ChannelScope scope = ChannelScope.typed(change.channels());
            users.updateChannels(user.id(), scope.json());
            acts.add(limited(user.name(), scope));
        }
        return acts;
    }

    private static Text limited(String user, ChannelScope scope) {
        return scope.isAll()
                ? Text.of("act.user.all", user)
                : Text.of("act.user.channels", user, String.join(", ", scope.channels()));
    }

    /**
     * Deletes the user and the user's tokens.
     *
     * @param seen as of {@link #change}
     * @throws EditConflictException likewise
     */
    public void delete(long id, Predicate<String> seen) {
        SignedInUser me = access.require(Role.ADMIN);
        User gone = transaction.execute(status -> {
            User user = locked(id, seen, present -> keepAnAdministrator(me, present));
            users.deleteTokens(id);
            users.delete(id);
            return user;
        });
        tell(Text.of("act.user.delete", Objects.requireNonNull(gone).name()));
    }

    /** The user, whom nobody else changes until the transaction ends. */
    private User locked(long id, Predicate<String> seen, Consumer<User> check) {
        User user = known(users.lock(id));
        check.accept(user);
        if (!seen.test(user.version())) {
            throw changes.conflict(user.name(), "act\\.user\\..*", user.name());
        }
        return user;
    }

    private void tell(Text act) {
        events.publishEvent(new AccountChanged(act));
    }

    /** The identity provider says role and password. */
    private static void keepExternal(User user) {
        if (user.isExternal()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.USER_EXTERNAL.with(user.name()));
        }
    }

    private static void keepAnAdministrator(SignedInUser me, User user) {
        if (me.id() == user.id()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.USER_IS_SELF.with(user.name()));
        }
    }

    /** @throws OtterException with NOT_FOUND, or if the user lacks the role */
    User find(String name) {
        access.require(Role.ADMIN);
        return known(users.findByName(name));
    }

    /** @throws OtterException with NOT_FOUND, or if the user lacks the role */
    User find(long id) {
        access.require(Role.ADMIN);
        return known(users.findById(id));
    }

    private static User known(UserMapper.@Nullable UserRow row) {
        if (row == null) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.USER_UNKNOWN.with());
        }
        return row.toUser();
    }
}
