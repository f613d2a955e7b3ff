package io.otter.manager.user;

import io.otter.manager.change.EditConflictException;
import io.otter.manager.text.Confirmation;
import io.otter.manager.text.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
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
        String next = attempt(redirect, () -> accounts.add(name, password, role, List.of()), "name", "password");
        if (!redirect.getFlashAttributes().containsKey("done")) {
            redirect.addFlashAttribute("typedName", name);
            redirect.addFlashAttribute("typedRole", role);
        }
        return next;
    }

    @PostMapping("/users/role")
    String role(
            @RequestParam long id,
            @RequestParam(defaultValue = "") String version,
            @RequestParam Role role,
            RedirectAttributes redirect) {
        return attempt(redirect, () -> accounts.change(id, version::equals, new UserChange(null, role, null)), "", "");
    }

    @PostMapping("/users/channels")
    String channels(
            @RequestParam long id,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String channels,
            RedirectAttributes redirect) {
        UserChange change = new UserChange(null, null, List.of(channels.split(",")));
        return attempt(redirect, () -> accounts.change(id, version::equals, change), "", "");
    }

    @PostMapping("/users/password")
    String password(
            @RequestParam long id,
            @RequestParam(defaultValue = "") String version,
            @RequestParam String password,
            RedirectAttributes redirect) {
        UserChange change = new UserChange(password, null, null);
        return attempt(redirect, () -> accounts.change(id, version::equals, change), "", "password-" + id);
    }

    @PostMapping("/users/delete")
    String delete(
            @RequestParam long id,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String typed,
            RedirectAttributes redirect) {
        return attempt(
                redirect,
                () -> {
                    Confirmation.require(accounts.find(id).name(), typed);
                    accounts.delete(id, version::equals);
                },
                "",
                "");
    }

    @GetMapping("/tokens")
    String tokens(@AuthenticationPrincipal SignedInUser user, Model model) {
        boolean all = user.role() == Role.ADMIN;
        model.addAttribute("everybody", all);
        model.addAttribute("takesPassword", tokens.takesPassword());
        model.addAttribute("tokens", all ? tokens.all() : tokens.list());
        model.addAttribute(
                "roles", Stream.of(Role.values()).filter(user.role()::covers).toList());
        return "user/tokens";
    }

    @PostMapping("/tokens/add")
    String addToken(
            @RequestParam String name,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(required = false) @Nullable Role role,
            @RequestParam(required = false) @Nullable Integer days,
            @RequestParam(defaultValue = "") String channels,
            HttpServletRequest request,
            RedirectAttributes redirect) {
        try {
            Tokens.Wanted wanted = new Tokens.Wanted(
                    name, password, role, days, channels.lines().toList());
            redirect.addFlashAttribute("created", tokens.create(wanted, request.getRemoteAddr()));
        } catch (RefusedException e) {
            String field = switch (e.code()) {
                case REQUEST_INVALID -> e.text().key().equals("refused.TOKEN_NAME") ? "name" : "days";
                case UNAUTHENTICATED, TOO_MANY_ATTEMPTS -> "password";
                default -> throw e;
            };
            redirect.addFlashAttribute("wrong", Map.of(field, e.text()));
            redirect.addFlashAttribute("typedName", name);
            redirect.addFlashAttribute("typedRole", role);
            redirect.addFlashAttribute("typedDays", days);
            redirect.addFlashAttribute("typedChannels", channels);
        }
        return "redirect:/tokens";
    }

    @PostMapping("/tokens/delete")
    String deleteToken(
            @RequestParam long id, @RequestParam(defaultValue = "") String typed, RedirectAttributes redirect) {
        try {
            Confirmation.require(tokens.find(id).name(), typed);
            tokens.delete(id);
        } catch (RefusedException e) {
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/tokens";
    }

    /** @param name form field to show errors of the name at, empty for the top; {@code password} likewise */
    private static String attempt(RedirectAttributes redirect, Runnable change, String name, String password) {
        try {
            change.run();
            redirect.addFlashAttribute("done", true);
        } catch (EditConflictException e) {
            redirect.addFlashAttribute("fault", e);
        } catch (RefusedException e) {
            String field = switch (e.code()) {
                case REQUEST_INVALID -> name;
                case PASSWORD_UNFIT -> password;
                case FORBIDDEN -> throw e;
                default -> "";
            };
            if (field.isEmpty()) {
                redirect.addFlashAttribute("fault", e);
            } else {
                redirect.addFlashAttribute("wrong", Map.of(field, e.text()));
            }
        }
        return "redirect:/users";
    }
}
