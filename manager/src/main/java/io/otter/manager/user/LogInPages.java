package io.otter.manager.user;

import io.otter.common.error.OtterException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Log-in, and changing one's own password. Thread-safe. */
@Controller
final class LogInPages {
    private final UserService users;
    private final Sessions sessions;
    private final FirstPassword firstPassword;

    LogInPages(UserService users, Sessions sessions, FirstPassword firstPassword) {
        this.users = users;
        this.sessions = sessions;
        this.firstPassword = firstPassword;
    }

    @GetMapping("/login")
    String logIn() {
        return "login";
    }

    @GetMapping("/password")
    String password(@AuthenticationPrincipal SignedInUser user, HttpServletRequest request, Model model) {
        model.addAttribute("forced", user.mustChangePassword());
        model.addAttribute("needsToken", needsToken(user, request));
        return "password";
    }

    @PostMapping("/password")
    String changePassword(
            @AuthenticationPrincipal SignedInUser user,
            @RequestParam String present,
            @RequestParam String wanted,
            @RequestParam String again,
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "false") boolean keepTokens,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("forced", user.mustChangePassword());
        model.addAttribute("needsToken", needsToken(user, request));
        if (needsToken(user, request) && !firstPassword.isToken(token)) {
            model.addAttribute("problem", "password.token.wrong");
            return "password";
        }
        if (!wanted.equals(again)) {
            model.addAttribute("problem", "password.different");
            return "password";
        }
        SignedInUser renewed;
        try {
            renewed = users.changePassword(user, request.getRemoteAddr(), present, wanted, keepTokens);
        } catch (OtterException e) {
            model.addAttribute("problem", "password." + e.code());
            return "password";
        }
        sessions.endOthers(request, user);
        request.changeSessionId();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(PasswordLogIn.token(renewed));
        SecurityContextHolder.setContext(context);
        new HttpSessionSecurityContextRepository().saveContext(context, request, response);
        return "redirect:/?changed";
    }

    private boolean needsToken(SignedInUser user, HttpServletRequest request) {
        return user.mustChangePassword() && firstPassword.needsToken(request);
    }
}
