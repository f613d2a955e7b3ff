package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /users} and {@code /tokens}. */
@Controller
final class AccountPages {
    private final Accounts accounts;
    private final Tokens tokens;

    AccountPages(Accounts accounts, Tokens tokens) {
        this.accounts = accounts;
        this.tokens = tokens;
    }

    @GetMapping("/users")
    String users(Model model) {
        model.addAttribute("users", accounts.list());
        model.addAttribute("roles", Role.values());
        return "user/users";
    }

    @PostMapping("/users/add")
    String add(
            @RequestParam String name,
            @RequestParam String password,
            @RequestParam Role role,
            RedirectAttributes redirect) {
        return attempt(redirect, () -> accounts.add(name, password, role), name);
    }

    @PostMapping("/users/role")
    String role(@RequestParam long id, @RequestParam Role role, RedirectAttributes redirect) {
        return attempt(redirect, () -> accounts.changeRole(id, role), "");
    }

    @PostMapping("/users/password")
    String password(@RequestParam long id, @RequestParam String password, RedirectAttributes redirect) {
        return attempt(redirect, () -> accounts.resetPassword(id, password), "");
    }

    @PostMapping("/users/delete")
    String delete(@RequestParam long id, RedirectAttributes redirect) {
        return attempt(redirect, () -> accounts.delete(id), "");
    }

    @GetMapping("/tokens")
    String tokens(Model model) {
        model.addAttribute("tokens", tokens.list());
        return "user/tokens";
    }

    @PostMapping("/tokens/add")
    String addToken(@RequestParam String name, RedirectAttributes redirect) {
        redirect.addFlashAttribute("created", tokens.create(name));
        return "redirect:/tokens";
    }

    @PostMapping("/tokens/delete")
    String deleteToken(@RequestParam long id) {
        tokens.delete(id);
        return "redirect:/tokens";
    }

    private static String attempt(RedirectAttributes redirect, Runnable change, String typedName) {
        try {
            change.run();
            redirect.addFlashAttribute("done", true);
        } catch (OtterException e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
            redirect.addFlashAttribute("typedName", typedName);
        }
        return "redirect:/users";
    }
}
