package io.otter.manager.user;

import java.util.Locale;

/** What a user may do, least first. */
public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN;

    /** Reads column AUTHORIZETYPE of table USER; what it does not know may only look. */
    public static Role of(String authorizeType) {
        return switch (authorizeType.toUpperCase(Locale.ROOT)) {
            case "ADMIN" -> ADMIN;
            case "OPERATOR" -> OPERATOR;
            default -> VIEWER;
        };
    }

    /** Whether this role may do what {@code needed} may do. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The name under which Spring Security knows the role. */
    public String authority() {
        return "ROLE_" + name();
    }
}
