package io.otter.manager.session;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.secret.SecretKey;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.text.Tellable;
import io.otter.manager.text.Text;
import io.otter.manager.text.ToldException;
import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.session.web.http.SessionRepositoryFilter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts the database's sessions in the place of the web server's. */
@Configuration(proxyBeanMethods = false)
final class SessionConfiguration {
    /** After what answers for a silent database, before who looks for a log-in. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 200;

    @Bean
    SessionStore sessionStore(SessionMapper sessions, SessionValues values, SecretKey key, ManagerSettings settings) {
        return new SessionStore(
                sessions, values, new SessionCookie(), key, settings.access().sessions(), InstantSource.system());
    }

    @Bean
    FilterRegistrationBean<SessionRepositoryFilter<StoredSession>> sessionFilter(SessionStore store) {
        SessionRepositoryFilter<StoredSession> filter = new SessionRepositoryFilter<>(store);
        filter.setHttpSessionIdResolver(new SessionCookie());
        FilterRegistrationBean<SessionRepositoryFilter<StoredSession>> registration =
                new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        registration.setOrder(ORDER);
        return registration;
    }

    @Bean
    SessionValue<SessionOwner> keptOwner() {
        return SessionValue.plain("owner", SessionOwner.class);
    }

    @Bean
    SessionValue<Text> keptText() {
        return new SessionValue<>("text", Text.class, SessionConfiguration::json, SessionConfiguration::text);
    }

    @Bean
    SessionValue<OtterException> keptFault() {
        return new SessionValue<>(
                "fault",
                OtterException.class,
                fault -> {
                    ObjectNode json = Json.MAPPER
                            .createObjectNode()
                            .put("code", fault.code().name())
                            .put("message", fault.getMessage());
                    return fault instanceof Tellable told ? json.set("text", json(told.text())) : json;
                },
                SessionConfiguration::fault);
    }

    private static OtterException fault(JsonNode json) {
        ErrorCode code = ErrorCode.valueOf(json.path("code").asString());
        String message = json.path("message").asString("");
        return Optional.ofNullable(json.get("text"))
                .<OtterException>map(text -> new ToldException(code, message, text(text)))
                .orElseGet(() -> new OtterException(code, message));
    }

    private static JsonNode json(Text text) {
        return Json.MAPPER.readTree(text.json());
    }

    private static Text text(JsonNode json) {
        return Text.ofJson(json.toString()).orElse(Text.plain(""));
    }
}
