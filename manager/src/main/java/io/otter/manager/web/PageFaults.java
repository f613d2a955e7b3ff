package io.otter.manager.web;

import io.otter.common.error.OtterException;
import io.otter.manager.text.Tellable;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** Shows errors of pages as a page with error code and advice. */
@ControllerAdvice(annotations = Controller.class)
final class PageFaults {
    private static final Logger log = LoggerFactory.getLogger(PageFaults.class);

    private final MessageSource messages;

    PageFaults(MessageSource messages) {
        this.messages = messages;
    }

    /** The manager's database does not answer. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ModelAndView refuse(RuntimeException fault, Locale language) {
        RequestFault known = RequestFault.of(fault, HttpStatus.INTERNAL_SERVER_ERROR, "");
        return page(known.status(), known.fault(), language);
    }

    @ExceptionHandler
    ModelAndView refuse(OtterException fault, Locale language) {
        return page(ApiFaults.statusOf(fault.code()), fault, language);
    }

    ModelAndView page(HttpStatus status, OtterException fault, Locale language) {
        if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
            log.error("a page failed", fault);
        }
        ModelAndView page = new ModelAndView("error");
        // With 401 a browser would ask for a password by itself.
        page.setStatus(status == HttpStatus.UNAUTHORIZED ? HttpStatus.FORBIDDEN : status);
        page.addObject("code", fault.code());
        if (fault instanceof Tellable tellable) {
            page.addObject("message", messages.getMessage(tellable.text(), language));
        } else {
            page.addObject("message", fault.getMessage());
            page.addObject("language", Locale.ENGLISH);
        }
        return page;
    }
}
