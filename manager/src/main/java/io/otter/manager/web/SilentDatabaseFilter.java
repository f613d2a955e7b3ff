package io.otter.manager.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers a log-in while the database does not answer as any other call: what is thrown before a controller is reached would
 * be logged by the server with its whole stack.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class SilentDatabaseFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(SilentDatabaseFilter.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (DataAccessException | TransactionException e) {
            String why = String.valueOf(e.getMostSpecificCause().getMessage()).replaceAll("\\s+", " ");
            log.warn("{} is not answered: the database does not answer: {}", request.getServletPath(), why);
            request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, e);
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }
}
