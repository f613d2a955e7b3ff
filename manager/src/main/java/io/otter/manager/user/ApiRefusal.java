package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** The response to a request refused before it reaches a controller, in the format of the API's other errors. Stateless. */
public final class ApiRefusal {
    private ApiRefusal() {}

    public static void write(HttpServletResponse response, int status, ErrorCode code, String message)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", HttpStatus.valueOf(status).getReasonPhrase());
        body.put("status", status);
        body.put("code", code.name());
        body.put("detail", message);
        body.put("advice", code.advice());
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(Json.write(body));
    }
}
