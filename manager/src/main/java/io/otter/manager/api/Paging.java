package io.otter.manager.api;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Pages of every list of the API: with {@code size}, only so many entries, from page 0 on or from {@code page}. The headers
 * {@code X-Total-Count} and {@code Link} (RFC 8288) say how many there are and where the next page is. Stateless.
 */
@RestControllerAdvice(annotations = RestController.class)
public final class Paging implements ResponseBodyAdvice<Object> {
    public static final String SIZE = "size";
    public static final String PAGE = "page";
    private static final int MOST = 1_000;
    private static final int LAST = 1_000_000;

    @Override
    public boolean supports(MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter method,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        UriComponents uri = UriComponentsBuilder.fromUri(request.getURI()).build(true);
        String size = uri.getQueryParams().getFirst(SIZE);
        if (size == null || !(body instanceof List<?> list)) {
            return body;
        }
        String page = uri.getQueryParams().getFirst(PAGE);
        return page(
                list, number(PAGE, page == null ? "0" : page, 0, LAST), number(SIZE, size, 1, MOST), request, response);
    }

    private static List<?> page(
            List<?> list, int page, int size, ServerHttpRequest request, ServerHttpResponse response) {
        int from = (int) Math.min((long) page * size, list.size());
        int to = Math.min(from + size, list.size());
        response.getHeaders().add("X-Total-Count", Integer.toString(list.size()));
        if (to < list.size()) {
            String next = UriComponentsBuilder.fromUri(request.getURI())
                    .replaceQueryParam(PAGE, page + 1)
                    .build(true)
                    .toUri()
                    .getRawQuery();
            response.getHeaders().add("Link", "<?" + next + ">; rel=\"next\"");
        }
        return list.subList(from, to);
    }

    private static int number(String name, String text, int least, int most) {
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.NUMBER_RANGE.with(name, least, most));
        }
        return Integer.parseInt(text);
    }
}
