package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.manager.user.AccessTrail;
import io.otter.manager.user.ApiRefusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.multipart.MultipartException;

/**
 * Refuses requests whose fields or parts cannot be read, which is seen when somebody first asks for one, mostly before it is known
 * who sent them. Tomcat would write a stack into the log for each, and another as the page of errors asks for them again.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnreadableFields extends OncePerRequestFilter {
    private final AccessTrail trail;

    UnreadableFields(AccessTrail trail) {
        this.trail = trail;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException e) {
            HttpStatus status = status(e);
            if (status == null || response.isCommitted()) {
                throw e;
            }
            trail.stranger(request);
            ApiRefusal.write(
                    response, status.value(), ErrorCode.REQUEST_INVALID, "the fields of this request cannot be read.");
        }
    }

    /** The page of errors asks for fields, too. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    /** Null for another fault. */
    private static @Nullable HttpStatus status(Throwable fault) {
        HttpStatus status = null;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidParameterException unreadable) {
                return HttpStatus.resolve(unreadable.getErrorCode());
            }
            if (cause instanceof MultipartException) {
                status = HttpStatus.BAD_REQUEST;
            }
        }
        return status;
    }
}
