package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * A form on a tab of a pipeline, which is shown again with what came of it.
 *
 * @param tab last part of its path
 */
record TabForm(String tab, String channel, String name, RedirectAttributes redirect) {
    /** @param done message key. @return where to go. @throws OtterException with FORBIDDEN; others are shown on the tab */
    String then(String done, Runnable act) {
        redirect.addAttribute("channel", channel);
        redirect.addAttribute("name", name);
        try {
            act.run();
            redirect.addFlashAttribute("done", done);
        } catch (OtterException e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/pipeline/" + tab;
    }
}
