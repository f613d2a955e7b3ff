package io.otter.manager.web;

import io.otter.manager.configuration.ManagerSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.EnumSet;
import java.util.regex.Pattern;
import org.apache.catalina.Globals;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.util.WebUtils;

/**
 * Links, redirects and cookies of pages have the path under which a proxy publishes them, as it says by {@code X-Forwarded-Prefix};
 * only a named proxy, and nothing else than a path, is believed. Stateless.
 */
@Configuration(proxyBeanMethods = false)
class ProxyPrefix {
    private static final String HEADER = "X-Forwarded-Prefix";
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,16}");
    private static final int LONGEST = 200;

    @Bean
    FilterRegistrationBean<Filter> proxyPrefixFilter(ManagerSettings settings) {
        Filter filter = ProxyPrefix::filter;
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setEnabled(!settings.trustedProxies().isEmpty());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        return registration;
    }

    private static void filter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String prefix = request instanceof HttpServletRequest http ? prefix(http) : "";
        boolean known = prefix.isEmpty() || WebUtils.getNativeRequest(request, Prefixed.class) != null;
        chain.doFilter(known ? request : new Prefixed((HttpServletRequest) request, prefix), response);
    }

    private static String prefix(HttpServletRequest request) {
        String said = request.getHeader(HEADER);
        if (said == null || !Boolean.TRUE.equals(request.getAttribute(Globals.REQUEST_FORWARDED_ATTRIBUTE))) {
            return "";
        }
        String path = said.replaceFirst("/$", "");
        return path.length() <= LONGEST && PATH.matcher(path).matches() ? path : "";
    }

    /** As if the application were there. */
    private static final class Prefixed extends HttpServletRequestWrapper {
        private final String prefix;

        Prefixed(HttpServletRequest request, String prefix) {
            super(request);
            this.prefix = prefix;
        }

        @Override
        public String getContextPath() {
            return prefix + super.getContextPath();
        }

        @Override
        public String getRequestURI() {
            return prefix + super.getRequestURI();
        }

        @Override
        public StringBuffer getRequestURL() {
            StringBuffer url = super.getRequestURL();
            return url.insert(url.length() - super.getRequestURI().length(), prefix);
        }
    }
}
