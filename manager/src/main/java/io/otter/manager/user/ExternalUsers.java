package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.secret.Sha256;
import io.otter.manager.text.OneLine;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import org.springframework.stereotype.Component;

/** Users whom an identity provider knows: a row of table USER for each, without a password. Thread-safe. */
@Component
final class ExternalUsers {
    private static final int LONGEST_NAME = 64;

    private final UserMapper users;

    ExternalUsers(UserMapper users) {
        this.users = users;
    }

    /**
     * Notes a user who has logged in, with the role of now. A name of somebody else here stays theirs.
     *
     * @param subject the provider's name that never changes; another with the same {@code name} is another user
     */
    synchronized SignedInUser logIn(String issuer, String subject, String name, Role role) {
        String key = key(issuer, subject);
        UserMapper.UserRow known = users.findBySubject(key);
        if (known == null) {
            String shown = name.strip();
            if (shown.isEmpty()
                    || shown.length() > LONGEST_NAME
                    || !OneLine.shows(shown)
                    || shown.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
                throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.USER_NAME.with(LONGEST_NAME));
            }
            if (users.findByName(shown) != null) {
                throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.USER_EXISTS.with(shown));
            }
            users.insert(shown, User.EXTERNAL, role.name(), null, key);
        } else if (!known.authorizeType().equals(role.name())) {
            users.updateRole(known.id(), role.name());
        }
        UserMapper.UserRow present = users.findBySubject(key);
        if (present == null) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.USER_UNKNOWN.with());
        }
        return UserService.signedIn(present.toUser(), false);
    }

    private static String key(String issuer, String subject) {
        return Sha256.hex(issuer + "\n" + subject);
    }
}
