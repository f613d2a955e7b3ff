package io.otter.manager.user;

/** Paths that need no log-in. */
final class OpenPaths {
    static final String[] PATTERNS = {"/login", "/health", "/css/**", "/js/**", "/vendor/**", "/images/**", "/error"};

    /** Paths for logged-in users only, not for guests. */
    static final String[] OWN = {"/password", "/tokens", "/tokens/**", "/sessions", "/sessions/**"};

    private OpenPaths() {}

    /** @param path without the context path, not decoded */
    static boolean isOpen(String path) {
        return path.equals("/login")
                || path.equals("/logout")
                || path.equals("/health")
                || path.equals("/error")
                || path.startsWith("/css/")
                || path.startsWith("/js/")
                || path.startsWith("/vendor/")
                || path.startsWith("/images/");
    }
}
