package io.otter.manager.web;

import io.otter.manager.configuration.ManagerSettings;
import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;
import org.springframework.web.servlet.i18n.LocaleChangeInterceptor;

/** Language and theme of the pages: those of the browser, unless chosen with {@code ?lang=} and {@code ?theme=}. */
@Configuration(proxyBeanMethods = false)
final class WebConfiguration implements WebMvcConfigurer {
    @Bean
    LocaleResolver localeResolver(ManagerSettings settings) {
        CookieLocaleResolver resolver = new CookieLocaleResolver("OTTER_LANGUAGE");
        resolver.setCookieMaxAge(Duration.ofDays(365));
        resolver.setCookieHttpOnly(true);
        resolver.setCookieSecure(settings.access().https().on());
        resolver.setCookieSameSite("Lax");
        resolver.setRejectInvalidCookies(false);
        resolver.setDefaultLocaleFunction(request -> {
            Locale wanted = request.getLocale();
            return wanted.getLanguage().equals("zh") ? Locale.CHINESE : Locale.ENGLISH;
        });
        return resolver;
    }

    @Bean
    TomcatContextCustomizer addressLimit() {
        // Around the host's own, which makes the pages of errors.
        return context -> context.getParent().getPipeline().addValve(new AddressLimit());
    }

    /** More languages than ten were an error of the server, with its stack in the log; how long a header may be is limit enough. */
    @Bean
    TomcatConnectorCustomizer languages() {
        return connector -> connector.setMaxLocaleCount(-1);
    }

    @Bean(DispatcherServlet.FLASH_MAP_MANAGER_BEAN_NAME)
    FlashMapManager messages() {
        return new Messages();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        LocaleChangeInterceptor language = new LocaleChangeInterceptor();
        language.setParamName("lang");
        language.setHttpMethods("GET");
        language.setIgnoreInvalidLocale(true);
        registry.addInterceptor(language).excludePathPatterns("/api/**");
        registry.addInterceptor(new Theme()).excludePathPatterns("/api/**");
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController("/", "/overview");
    }
}
