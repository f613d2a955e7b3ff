package io.otter.manager.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.ModelAndView;

/** What becomes of requests that never reach a controller: the API and the pages answer in their own form. */
@Controller
@RequestMapping("/error")
final class ErrorDispatch implements ErrorController {
    private final ErrorAttributes attributes;
    private final ApiFaults api;
    private final PageFaults pages;

    ErrorDispatch(ErrorAttributes attributes, ApiFaults api, PageFaults pages) {
        this.attributes = attributes;
        this.api = api;
        this.pages = pages;
    }

    @RequestMapping
    Object error(HttpServletRequest request, Locale language) {
        String path = text(request, RequestDispatcher.ERROR_REQUEST_URI);
        String own = path.startsWith(request.getContextPath())
                ? path.substring(request.getContextPath().length())
                : path;
        Throwable thrown = attributes.getError(new ServletWebRequest(request));
        RequestFault fault = RequestFault.of(thrown, status(request), path);
        return own.startsWith("/api/") || own.startsWith("/v3/") ? json(fault) : page(fault, language);
    }

    private ResponseEntity<Map<String, Object>> json(RequestFault fault) {
        return api.refuse(fault.status(), fault.fault());
    }

    private ModelAndView page(RequestFault fault, Locale language) {
        if (fault.status().is4xxClientError()) {
            return new ModelAndView("error", Map.of("status", fault.status().value()), fault.status());
        }
        return pages.page(fault.status(), fault.fault(), language);
    }

    private static HttpStatus status(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (status == null) {
            return HttpStatus.NOT_FOUND; // somebody asked for this path
        }
        HttpStatus known = status instanceof Integer code ? HttpStatus.resolve(code) : null;
        return known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
    }

    private static String text(HttpServletRequest request, String attribute) {
        @Nullable Object value = request.getAttribute(attribute);
        return value == null ? "" : value.toString();
    }
}
