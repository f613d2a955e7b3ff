package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.channel.PrecheckFailedException;
import io.otter.manager.spec.SpecInvalidException;
import io.otter.manager.text.Tellable;
import io.otter.manager.text.Text;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** API errors as problem documents (RFC 9457) with code and advice; takes precedence over the pages' advice. */
@Order(1)
@RestControllerAdvice(annotations = RestController.class)
final class ApiFaults {
    private static final Logger log = LoggerFactory.getLogger(ApiFaults.class);

    private final MessageSource messages;

    ApiFaults(MessageSource messages) {
        this.messages = messages;
    }

    /** An entry in {@code errors} of a problem document. */
    record Wrong(String path, String message) {}

    /** What Spring finds wrong with a request before our code sees it, and the manager's database. */
    @ExceptionHandler({
        DataAccessException.class,
        TransactionException.class,
        HttpMessageNotReadableException.class,
        MethodArgumentTypeMismatchException.class,
        MissingRequestValueException.class
    })
    ResponseEntity<Map<String, Object>> refuse(Exception fault) {
        RequestFault known = RequestFault.of(fault, HttpStatus.INTERNAL_SERVER_ERROR, "");
        return refuse(known.status(), known.fault());
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(OtterException fault) {
        return refuse(statusOf(fault.code()), fault);
    }

    /** A request that named what it is about is told that this is not so; another, that it met somebody else's. */
    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(EditConflictException fault, HttpServletRequest request) {
        boolean conditional =
                request.getHeader(HttpHeaders.IF_MATCH) != null || request.getHeader(HttpHeaders.IF_NONE_MATCH) != null;
        return refuse(conditional ? HttpStatus.PRECONDITION_FAILED : HttpStatus.CONFLICT, fault);
    }

    ResponseEntity<Map<String, Object>> refuse(HttpStatus status, OtterException fault) {
        Map<String, Object> extra = new LinkedHashMap<>();
        if (fault instanceof SpecInvalidException invalid) {
            extra.put(
                    "errors",
                    invalid.errors().stream()
                            .map(error -> new Wrong(error.path(), english(error.text())))
                            .toList());
        }
        if (fault instanceof PrecheckFailedException failed) {
            extra.put("checks", failed.checks());
        }
        if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
            log.error("an API call failed", fault);
        }
        String detail =
                fault instanceof Tellable tellable ? english(tellable.text()) : String.valueOf(fault.getMessage());
        return problem(status, fault.code(), detail, extra);
    }

    private String english(Text text) {
        return messages.getMessage(text, Locale.ENGLISH);
    }

    static HttpStatus statusOf(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case SPEC_INVALID, REQUEST_INVALID, PASSWORD_UNFIT -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN, PASSWORD_MUST_CHANGE -> HttpStatus.FORBIDDEN;
            case TOO_MANY_ATTEMPTS -> HttpStatus.TOO_MANY_REQUESTS;
            case ILLEGAL_MOVE,
                    APPROVAL_NEEDED,
                    IN_USE,
                    PRECHECK_FAILED,
                    CHANNEL_INCOMPLETE,
                    CHECKPOINT_FOREIGN,
                    ZOOKEEPER_FOREIGN,
                    BINLOG_PURGED -> HttpStatus.CONFLICT;
            case ALARM_UNDELIVERED -> HttpStatus.BAD_GATEWAY;
            case ZOOKEEPER_UNREACHABLE, DATABASE_UNREACHABLE, MANAGER_DATABASE -> HttpStatus.SERVICE_UNAVAILABLE;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static ResponseEntity<Map<String, Object>> problem(
            HttpStatus status, ErrorCode code, String detail, Map<String, Object> extra) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", status.getReasonPhrase());
        body.put("status", status.value());
        body.put("code", code.name());
        body.put("detail", detail);
        body.put("advice", code.advice());
        body.putAll(extra);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }
}
