package io.otter.manager.audit;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.Text;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.support.RequestContextUtils;

/** Writes every request that may change something, try a server or carry something away into the audit log. Thread-safe. */
@Configuration(proxyBeanMethods = false)
class AuditedRequests implements WebMvcConfigurer {
    /**
     * They only read, and yet somebody has to know who did: exports, rows, and what a node's threads are at. As they are mapped: a
     * path can be written in many ways.
     */
    static final Set<String> NOTED_READS = Set.of(
            "/api/v1/spec",
            "/api/v1/backup",
            "/api/v1/audit",
            "/api/v1/channels/{name}/verify/{id}/rows",
            "/api/v1/channels/{name}/conflicts",
            "/api/v1/channels/{name}/dead-letters",
            "/config/nodes/threads",
            "/pipeline/verify/rows",
            "/pipeline/verify/repair",
            "/v3/api-docs");

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final int LONGEST = 100;
    private static final String TOLD = AuditedRequests.class.getName() + ".told";

    private final Audit audit;

    AuditedRequests(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Noted());
    }

    private final class Noted implements HandlerInterceptor {
        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            String path =
                    request.getRequestURI().substring(request.getContextPath().length());
            boolean noted = !READS.contains(request.getMethod()) || NOTED_READS.contains(mapped(request));
            if (noted && request.getDispatcherType() == DispatcherType.REQUEST) {
                audit.begin(request, Text.of("act.request", request.getMethod(), shortened(path), subject(request)));
            }
            return true;
        }

        /** A page that says what is wrong is answered like one that has it done. */
        @Override
        public void postHandle(
                HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
            if (page != null) {
                told(page.getModel()).ifPresent(code -> request.setAttribute(TOLD, code));
            }
        }

        @Override
        public void afterCompletion(
                HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception fault) {
            int status = response.getStatus();
            Optional<String> told = told(request);
            if (fault != null || status >= 500) {
                audit.end(request, Outcome.FAILED, String.valueOf(status));
            } else if (status >= 400 || told.isPresent()) {
                audit.end(request, Outcome.REFUSED, told.orElse(String.valueOf(status)));
            } else {
                audit.end(request, Outcome.ANSWERED, "");
            }
        }
    }

    private static String mapped(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    }

    /** The code of what this page says, or the next one will. */
    private static Optional<String> told(HttpServletRequest request) {
        if (request.getAttribute(TOLD) instanceof String code) {
            return Optional.of(code);
        }
        Map<String, ?> next = RequestContextUtils.getOutputFlashMap(request);
        return next == null ? Optional.empty() : told(next);
    }

    private static Optional<String> told(Map<String, ?> page) {
        if (page.get("fault") instanceof OtterException refused) {
            return Optional.of(refused.code().name());
        }
        return page.get("problem") != null || page.get("wrong") instanceof Map<?, ?> wrong && !wrong.isEmpty()
                ? Optional.of(ErrorCode.REQUEST_INVALID.name())
                : Optional.empty();
    }

    /** What the request is about, of fields that hold no secrets. */
    private static String subject(HttpServletRequest request) {
        return Stream.of("name", "channel", "id", "nid", "kind")
                .filter(field -> request.getParameter(field) != null)
                .map(field -> field + "=" + shortened(request.getParameter(field)))
                .collect(Collectors.joining(" "));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
