package io.otter.manager.user;

import java.util.Locale;

/** The roles, from least to most powerful. */
public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN;

    /** Parses column AUTHORIZETYPE of table USER; unknown values become VIEWER. */
    public static Role of(String authorizeType) {
        return switch (authorizeType.toUpperCase(Locale.ROOT)) {
            case "ADMIN" -> ADMIN;
            case "OPERATOR" -> OPERATOR;
            default -> VIEWER;
        };
    }

    /** Whether this role includes {@code needed}. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The role's name in Spring Security. */
    public String authority() {
        return "ROLE_" + name();
    }
}
