package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.ParserMessage;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * What is wrong with a request that no service has seen, or with what every service needs, as one of our own faults.
 *
 * @param status of the response
 */
record RequestFault(HttpStatus status, OtterException fault) {
    private static final int LONGEST = 200;

    /** @param status of the response, if the fault does not say so itself */
    static RequestFault of(@Nullable Throwable thrown, HttpStatus status, String path) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OtterException fault) {
                return new RequestFault(ApiFaults.statusOf(fault.code()), fault);
            }
            if (cause instanceof DataAccessException || cause instanceof TransactionException) {
                return new RequestFault(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        new RefusedException(ErrorCode.MANAGER_DATABASE, Refusal.MANAGER_DATABASE_SILENT.with()));
            }
            if (hasTooLargeBody(cause)) {
                return new RequestFault(
                        HttpStatus.CONTENT_TOO_LARGE,
                        new RefusedException(
                                ErrorCode.REQUEST_INVALID, Refusal.BODY_TOO_LARGE.with(BodyLimit.MAX_BYTES)));
            }
            Refused known = known(cause);
            if (known != null) {
                return new RequestFault(
                        status.is4xxClientError() ? status : HttpStatus.BAD_REQUEST,
                        new RefusedException(ErrorCode.REQUEST_INVALID, known));
            }
        }
        if (status == HttpStatus.CONTENT_TOO_LARGE) {
            return new RequestFault(
                    status,
                    new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.BODY_TOO_LARGE.with(BodyLimit.MAX_BYTES)));
        }
        if (status == HttpStatus.NOT_FOUND) {
            return new RequestFault(status, new RefusedException(ErrorCode.NOT_FOUND, Refusal.PATH_UNKNOWN.with(path)));
        }
        ErrorCode code = switch (status) {
            case UNAUTHORIZED -> ErrorCode.UNAUTHENTICATED;
            case FORBIDDEN -> ErrorCode.FORBIDDEN;
            default -> status.is4xxClientError() ? ErrorCode.REQUEST_INVALID : ErrorCode.INTERNAL;
        };
        return new RequestFault(status, new OtterException(code, status.getReasonPhrase() + "."));
    }

    private static boolean hasTooLargeBody(Throwable thrown) {
        return thrown instanceof BodyLimit.TooLargeException
                || thrown.getCause() != null && hasTooLargeBody(thrown.getCause());
    }

    private static @Nullable Refused known(Throwable fault) {
        if (fault instanceof HttpRequestMethodNotSupportedException method) {
            return Refusal.METHOD_UNKNOWN.with(
                    method.getMethod(),
                    Objects.requireNonNullElse(method.getSupportedHttpMethods(), Set.<HttpMethod>of()).stream()
                            .map(HttpMethod::name)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        if (fault instanceof HttpMediaTypeNotSupportedException type) {
            return Refusal.TYPE_UNKNOWN.with(
                    Objects.requireNonNullElse(type.getContentType(), MediaType.ALL),
                    types(type.getSupportedMediaTypes()));
        }
        if (fault instanceof HttpMediaTypeNotAcceptableException type) {
            return Refusal.TYPE_UNAVAILABLE.with(types(type.getSupportedMediaTypes()));
        }
        if (fault instanceof HttpMessageNotReadableException body) {
            return Refusal.BODY_UNREADABLE.with(reason(body));
        }
        if (fault instanceof MethodArgumentTypeMismatchException value) {
            return Refusal.VALUE_UNREADABLE.with(value.getName(), shortened(String.valueOf(value.getValue())));
        }
        if (fault instanceof MissingServletRequestParameterException value) {
            return Refusal.VALUE_MISSING.with(value.getParameterName());
        }
        return fault instanceof MissingRequestValueException value
                ? Refusal.VALUE_MISSING.with(String.valueOf(value.getMessage()))
                : null;
    }

    private static String types(Collection<MediaType> types) {
        return types.stream().map(MediaType::toString).distinct().collect(Collectors.joining(", "));
    }

    /** The first line that the parser says, without a full stop. */
    private static String reason(HttpMessageNotReadableException fault) {
        return shortened(
                ParserMessage.of(fault.getMostSpecificCause().getMessage()).replaceFirst("\\.\\s*$", ""));
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
