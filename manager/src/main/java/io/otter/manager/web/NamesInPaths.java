package io.otter.manager.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Names may contain slashes, backslashes, semicolons and percent signs. In URLs of the API they are encoded, within one
 * path segment. Pages have names in request parameters, so their URLs may have none of these.
 */
@Configuration(proxyBeanMethods = false)
final class NamesInPaths {
    @Bean
    TomcatConnectorCustomizer encodedSlashes() {
        return connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        };
    }

    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall api = new StrictHttpFirewall();
        api.setAllowUrlEncodedSlash(true);
        api.setAllowUrlEncodedDoubleSlash(true);
        api.setAllowUrlEncodedPercent(true);
        api.setAllowBackSlash(true);
        api.setAllowSemicolon(true);
        return new ByPath(api, new StrictHttpFirewall());
    }

    /** One firewall for the API, another one for everything else. */
    private record ByPath(HttpFirewall api, HttpFirewall others) implements HttpFirewall {
        @Override
        public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
            return of(request).getFirewalledRequest(request);
        }

        @Override
        public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
            return others.getFirewalledResponse(response);
        }

        private HttpFirewall of(HttpServletRequest request) {
            return request.getRequestURI().startsWith(request.getContextPath() + "/api/v1/") ? api : others;
        }
    }
}
