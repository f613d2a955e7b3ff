package io.otter.manager.web;

import io.otter.manager.api.Paging;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/** What the description of the API says beside what its controllers show. */
@Configuration(proxyBeanMethods = false)
final class OpenApiConfiguration {
    private static final String PROBLEM = "Problem";
    private static final String BASIC = "basic";
    private static final String TOKEN = "token";

    @Bean
    OpenAPI openApi() {
        String version = OpenApiConfiguration.class.getPackage().getImplementationVersion();
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Otter")
                                .version(version == null ? "development" : version)
                                .description(
                                        "Syncs rows between MySQL and MariaDB servers. Paths below /api/v1 only get additions."))
                .servers(List.of(new Server().url("/")))
                .components(new Components()
                        .addSecuritySchemes(
                                BASIC,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic"))
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer"))
                        .addSchemas(PROBLEM, problem())
                        .responses(new LinkedHashMap<>(problems())))
                .security(List.of(new SecurityRequirement().addList(BASIC), new SecurityRequirement().addList(TOKEN)));
    }

    /** Ids that stay when other operations come, and a summary. */
    @Bean
    GlobalOperationCustomizer operations() {
        ResourceBundle summaries = ResourceBundle.getBundle("openapi");
        return (operation, handler) -> {
            String id = id(handler);
            operation.operationId(id).tags(List.of(id(handler.getBeanType())));
            if (summaries.containsKey(id)) {
                operation.summary(summaries.getString(id));
            }
            addProblems(operation);
            if (isList(handler)) {
                operation.addParametersItem(page(Paging.PAGE, "With size: the page, from 0."));
                operation.addParametersItem(page(Paging.SIZE, "So many entries at most, 1 to 1000; all if not given."));
            }
            return operation;
        };
    }

    private static boolean isList(HandlerMethod handler) {
        ResolvableType answer = ResolvableType.forMethodReturnType(handler.getMethod());
        ResolvableType body = HttpEntity.class.isAssignableFrom(answer.toClass()) ? answer.getGeneric() : answer;
        return handler.hasMethodAnnotation(GetMapping.class) && List.class.isAssignableFrom(body.toClass());
    }

    private static Parameter page(String name, String description) {
        return new QueryParameter().name(name).description(description).schema(new IntegerSchema());
    }

    private static void addProblems(Operation operation) {
        ApiResponses responses = operation.getResponses();
        problems().keySet().forEach(status -> {
            if (!responses.containsKey(status)) {
                responses.addApiResponse(status, new ApiResponse().$ref("#/components/responses/" + status));
            }
        });
    }

    private static String id(HandlerMethod handler) {
        String method = handler.getMethod().getName();
        return id(handler.getBeanType()) + Character.toUpperCase(method.charAt(0)) + method.substring(1);
    }

    private static String id(Class<?> controller) {
        String name = controller.getSimpleName().replaceFirst("Controller$", "");
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description("RFC 9457")
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("code", new StringSchema().description("see docs/errors.md"))
                .addProperty("detail", new StringSchema())
                .addProperty("advice", new StringSchema())
                .required(List.of("type", "title", "status", "code", "detail"));
    }

    private static Map<String, ApiResponse> problems() {
        Map<String, ApiResponse> problems = new LinkedHashMap<>();
        problems.put("400", problem("The document or a value cannot be used."));
        problems.put("401", problem("Nobody is logged in."));
        problems.put("403", problem("The user lacks the right."));
        problems.put("404", problem("There is nothing of this name."));
        problems.put("405", problem("Not with this method."));
        problems.put("406", problem("Not as this media type."));
        problems.put("409", problem("Not in this state, or while something uses it."));
        problems.put("412", problem("It is not, or no longer, as If-Match or If-None-Match demands."));
        problems.put("413", problem("The body is too large."));
        problems.put("415", problem("A body of this media type cannot be read."));
        problems.put("429", problem("Too many failed log-ins."));
        problems.put("503", problem("The manager's database or ZooKeeper does not answer."));
        return problems;
    }

    private static ApiResponse problem(String description) {
        return new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
    }
}
