package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.Sha256;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Users and their passwords. Thread-safe. */
@Service
public final class UserService {
    private static final String ADMIN = "admin";
    private static final int STAMP = 16;

    private final UserMapper users;
    private final ManagerSettings settings;
    private final PasswordGuard guard;
    private final PasswordDigest digest = new PasswordDigest();
    private final String nobody = digest.encode("nobody's password");

    UserService(UserMapper users, ManagerSettings settings, PasswordGuard guard) {
        this.guard = guard;
        this.users = users;
        this.settings = settings;
    }

    /**
     * The user if name and password are right. Replaces a digest of alibaba/otter with bcrypt. Takes equally long for
     * unknown names, old digests and who has no password here. With a publicly known password only {@code admin} gets in, and others if guests are allowed.
     */
    public Optional<SignedInUser> logIn(String name, String password) {
        UserMapper.UserRow row = users.findByName(name);
        if (row == null) {
            digest.matches(password, nobody);
            return Optional.empty();
        }
        User user = row.toUser();
        if (!PasswordDigest.isSlow(user.passwordDigest())) {
            digest.matches(password, nobody);
        }
        if (!digest.matches(password, user.passwordDigest())) {
            return Optional.empty();
        }
        boolean isPublic = PasswordDigest.isPublicPassword(password);
        if (isPublic && !user.name().equalsIgnoreCase(ADMIN) && !settings.guests()) {
            return Optional.empty();
        }
        if (PasswordDigest.isLegacy(user.passwordDigest()) && PasswordDigest.fits(password)) {
            user = store(user, password);
        }
        return Optional.of(signedIn(user, isPublic));
    }

    /** A user's name as it is stored: the database takes many spellings for the same. As typed if nobody has it. */
    String knownAs(String typed) {
        UserMapper.UserRow row = users.findByName(typed);
        return row == null ? typed : row.name();
    }

    /** Whether the user still exists with the same password and role as at log-in. */
    public boolean isCurrent(SignedInUser signedIn) {
        UserMapper.UserRow row = users.findById(signedIn.id());
        return row != null && stamp(row.toUser()).equals(signedIn.stamp());
    }

    /**
     * Changes a password, which ends the user's sessions. Who knew the old one may have made tokens with it.
     *
     * @param address of who asks
     * @param keepTokens whether the user's tokens go on, else they are deleted
     * @return the user with the new stamp
     * @throws OtterException with {@link ErrorCode#UNAUTHENTICATED} if the current password is wrong,
     *     {@link ErrorCode#TOO_MANY_ATTEMPTS} if it was too often, {@link ErrorCode#PASSWORD_UNFIT} if the new one is too short, too long, unchanged or publicly known
     */
    public SignedInUser changePassword(
            SignedInUser signedIn, String address, String present, String wanted, boolean keepTokens) {
        UserMapper.UserRow row = users.findById(signedIn.id());
        if (row != null && row.toUser().isExternal()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.USER_EXTERNAL.with(signedIn.name()));
        }
        User user = present(signedIn, address, present);
        checkFit(wanted);
        if (wanted.equals(present)) {
            throw new RefusedException(ErrorCode.PASSWORD_UNFIT, Refusal.PASSWORD_SAME.with());
        }
        SignedInUser renewed = signedIn(store(user, wanted), false);
        if (!keepTokens) {
            users.deleteTokens(user.id());
        }
        return renewed;
    }

    /** Whether an identity provider checks the user's password. */
    boolean isExternal(SignedInUser signedIn) {
        UserMapper.UserRow row = users.findById(signedIn.id());
        return row != null && row.toUser().isExternal();
    }

    /**
     * Passes only with the user's password, for what a found session or token must not do alone; or soon after the log-in of who
     * has none here.
     *
     * @param address of who asks
     */
    void requirePassword(SignedInUser signedIn, String address, String password) {
        if (isExternal(signedIn)) {
            if (!FreshLogIn.isNow()) {
                throw new RefusedException(
                        ErrorCode.UNAUTHENTICATED, Refusal.LOG_IN_AGAIN.with(FreshLogIn.LIMIT.toMinutes()));
            }
            return;
        }
        present(signedIn, address, password);
    }

    /** The user with this password; who has found a session guesses it no faster than at the log-in. */
    private User present(SignedInUser signedIn, String address, String password) {
        return guard.attempt(
                        signedIn.name(),
                        address,
                        () -> Optional.ofNullable(users.findById(signedIn.id()))
                                .map(UserMapper.UserRow::toUser)
                                .filter(user -> digest.matches(password, user.passwordDigest())))
                .orElseThrow(() -> new RefusedException(ErrorCode.UNAUTHENTICATED, Refusal.PASSWORD_WRONG.with()));
    }

    /**
     * Sets this password for the user {@code admin} if it still has the one from the seed SQL.
     *
     * @return whether it was changed
     * @throws OtterException if the password is unfit
     */
    public boolean replaceSeedPassword(String wanted) {
        UserMapper.UserRow row = users.findByName(ADMIN);
        if (row == null || !hasSeedPassword()) {
            return false;
        }
        checkFit(wanted);
        store(row.toUser(), wanted);
        return true;
    }

    /** Whether the user {@code admin} still has the password from the seed SQL. */
    boolean hasSeedPassword() {
        UserMapper.UserRow row = users.findByName(ADMIN);
        return row != null
                && (PasswordDigest.isPublic(row.passwordDigest()) || digest.matches(ADMIN, row.passwordDigest()));
    }

    static void checkFit(String password) {
        if (password.length() < PasswordDigest.LEAST_CHARACTERS || !PasswordDigest.fits(password)) {
            throw new RefusedException(
                    ErrorCode.PASSWORD_UNFIT,
                    Refusal.PASSWORD_LENGTH.with(PasswordDigest.LEAST_CHARACTERS, PasswordDigest.MOST_BYTES));
        }
        if (PasswordDigest.isPublicPassword(password)) {
            throw new RefusedException(ErrorCode.PASSWORD_UNFIT, Refusal.PASSWORD_KNOWN.with());
        }
    }

    private User store(User user, String password) {
        String encoded = digest.encode(password);
        if (users.replacePassword(user.id(), user.passwordDigest(), encoded) == 0) {
            UserMapper.UserRow now = users.findById(user.id());
            if (now != null && digest.matches(password, now.passwordDigest())) {
                return now.toUser();
            }
            throw new RefusedException(ErrorCode.UNAUTHENTICATED, Refusal.PASSWORD_CHANGED.with(user.name()));
        }
        return new User(user.id(), user.name(), encoded, user.role(), user.channels());
    }

    static SignedInUser signedIn(User user, boolean mustChangePassword) {
        List<String> channels = user.role() == Role.ADMIN ? List.of() : user.channels();
        return new SignedInUser(user.id(), user.name(), user.role(), channels, stamp(user), mustChangePassword);
    }

    private static String stamp(User user) {
        return Sha256.hex(user.role() + user.passwordDigest() + String.join("\n", user.channels()))
                .substring(0, STAMP);
    }
}
