package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.OneLine;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Adds, changes and deletes users; for administrators. One change at a time. Thread-safe. */
@Service
public final class Accounts {
    private static final int LONGEST_NAME = 20;

    private final UserMapper users;
    private final Access access;
    private final ApplicationEventPublisher events;
    private final PasswordDigest digest = new PasswordDigest();

    Accounts(UserMapper users, Access access, ApplicationEventPublisher events) {
        this.users = users;
        this.access = access;
        this.events = events;
    }

    /** By name. */
    public List<User> list() {
        access.require(Role.ADMIN);
        return users.all().stream().map(UserMapper.UserRow::toUser).toList();
    }

    /** @throws OtterException with REQUEST_INVALID for the name or PASSWORD_UNFIT */
    public synchronized void add(String name, String password, Role role) {
        access.require(Role.ADMIN);
        String trimmed = name.strip();
        if (trimmed.isEmpty()
                || trimmed.length() > LONGEST_NAME
                || !OneLine.shows(trimmed)
                || trimmed.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.USER_NAME.with(LONGEST_NAME));
        }
        if (users.findByName(trimmed) != null) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.USER_EXISTS.with(trimmed));
        }
        UserService.checkFit(password);
        users.insert(trimmed, digest.encode(password), role.name());
        events.publishEvent(new AccountChanged(Text.of("act.user.create", trimmed, role)));
    }

    /** Changes the role, which ends the user's sessions. */
    public synchronized void changeRole(long id, Role role) {
        SignedInUser me = access.require(Role.ADMIN);
        User user = find(id);
        keepAnAdministrator(me, user);
        keepExternal(user);
        users.updateRole(id, role.name());
        events.publishEvent(new AccountChanged(Text.of("act.user.role", user.name(), role)));
    }

    /**
     * Limits the user to these channels, which ends the user's sessions; without effect on administrators.
     *
     * @param channels see {@link ChannelScope}; empty for all
     */
    public synchronized void changeChannels(long id, List<String> channels) {
        access.require(Role.ADMIN);
        User user = find(id);
        ChannelScope scope = ChannelScope.typed(channels);
        users.updateChannels(id, scope.json());
        events.publishEvent(new AccountChanged(
                scope.isAll()
                        ? Text.of("act.user.all", user.name())
                        : Text.of("act.user.channels", user.name(), String.join(", ", scope.channels()))));
    }

    /** Resets the password, which ends the user's sessions and deletes the tokens. */
    public synchronized void resetPassword(long id, String password) {
        access.require(Role.ADMIN);
        User user = find(id);
        keepExternal(user);
        UserService.checkFit(password);
        users.setPassword(id, digest.encode(password));
        users.deleteTokens(id);
        events.publishEvent(new AccountChanged(Text.of("act.user.reset", user.name())));
    }

    /** Deletes the user and the user's tokens. */
    public synchronized void delete(long id) {
        SignedInUser me = access.require(Role.ADMIN);
        User user = find(id);
        keepAnAdministrator(me, user);
        users.deleteTokens(id);
        users.delete(id);
        events.publishEvent(new AccountChanged(Text.of("act.user.delete", user.name())));
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
        UserMapper.UserRow row = users.findByName(name);
        if (row == null) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.USER_UNKNOWN.with());
        }
        return row.toUser();
    }

    /** @throws OtterException with NOT_FOUND, or if the user lacks the role */
    User find(long id) {
        access.require(Role.ADMIN);
        UserMapper.UserRow row = users.findById(id);
        if (row == null) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.USER_UNKNOWN.with());
        }
        return row.toUser();
    }
}
