package io.otter.manager.web;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** How the description of the API names and shows what bodies are made of. */
@Configuration(proxyBeanMethods = false)
final class OpenApiSchemas {
    /** Of two records of one name only one would be described, in place of both. */
    @Bean
    ModelResolver namedAfterItsOwner(ObjectMapperProvider mappers) {
        return new ModelResolver(mappers.jsonMapper(), new TypeNameResolver() {
            @Override
            protected String getNameOfClass(Class<?> type) {
                Class<?> owner = type.getEnclosingClass();
                String name = type.getSimpleName();
                if (owner == null) {
                    return name;
                }
                String prefix = getNameOfClass(owner).replaceFirst("(Controller|Service|s)$", "");
                return name.contains(prefix) ? name : prefix + name;
            }
        });
    }

    /** Else it would be shown as the class of a library. */
    @Bean
    ModelConverter anyJson() {
        return (type, context, others) -> type.getType() instanceof Class<?> plain && isJson(plain)
                        || type.getType() instanceof JavaType java && isJson(java.getRawClass())
                ? new Schema<>().description("a JSON object")
                : others.hasNext() ? others.next().resolve(type, context, others) : null;
    }

    private static boolean isJson(Class<?> type) {
        return JsonNode.class.isAssignableFrom(type);
    }
}
