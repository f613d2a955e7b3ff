package io.otter.manager.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.support.SessionFlashMapManager;

/**
 * Keeps a form's result for the page that follows. Live fragments of that page may be fetched from the same URL at any
 * time; they must not consume the message before the page has. Thread-safe.
 */
final class Messages implements FlashMapManager {
    private final FlashMapManager inSession = new SessionFlashMapManager();

    @Override
    public @Nullable FlashMap retrieveAndUpdate(HttpServletRequest request, HttpServletResponse response) {
        return request.getHeader("HX-Request") == null ? inSession.retrieveAndUpdate(request, response) : null;
    }

    @Override
    public void saveOutputFlashMap(FlashMap map, HttpServletRequest request, HttpServletResponse response) {
        inSession.saveOutputFlashMap(map, request, response);
    }
}
