package io.otter.manager.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.otter.manager.api.Precondition;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/users} for administrators, and {@code /api/v1/tokens} for every user. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class AccountController {
    private final Accounts accounts;
    private final Tokens tokens;

    AccountController(Accounts accounts, Tokens tokens) {
        this.accounts = accounts;
        this.tokens = tokens;
    }

    /**
     * A user without the password.
     *
     * @param channels the only ones; left out for all
     */
    record Account(
            String name,
            Role role,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> channels) {}

    /** A user to create. */
    record NewAccount(
            @Nullable String name,
            @Nullable String password,
            @Nullable Role role,
            @Nullable List<String> channels) {}

    /**
     * The changes to make; null fields stay unchanged.
     *
     * @param channels the only ones that the user sees and runs, with {@code *} for any characters; empty for all
     */
    record Change(
            @Nullable String password,
            @Nullable Role role,
            @Nullable List<String> channels) {}

    /**
     * A token to make.
     *
     * @param password of the user who makes it
     * @param role at most the user's, which is also the default
     * @param days until it expires, 90 by default
     * @param channels the only ones that it may see and run; all by default
     */
    record NewToken(
            @Nullable String name,
            @Nullable String password,
            @Nullable Role role,
            @Nullable Integer days,
            @Nullable List<String> channels) {}

    /** @param token shown only once */
    record Created(String token) {}

    @GetMapping("/users")
    List<Account> users() {
        return accounts.list().stream()
                .map(user -> new Account(user.name(), user.role(), user.channels()))
                .toList();
    }

    /** One user. The {@code ETag} is for {@code If-Match} of a change. */
    @GetMapping("/users/{name}")
    ResponseEntity<Account> user(@PathVariable String name) {
        User user = accounts.find(name);
        return ResponseEntity.ok()
                .eTag(Precondition.tag(user.version()))
                .body(new Account(user.name(), user.role(), user.channels()));
    }

    /** The role defaults to VIEWER. */
    @PostMapping("/users")
    List<Account> add(@RequestBody NewAccount user) {
        accounts.add(
                text(user.name()),
                text(user.password()),
                user.role() == null ? Role.VIEWER : user.role(),
                user.channels() == null ? List.of() : user.channels());
        return users();
    }

    /** All of the changes, or none. */
    @PutMapping("/users/{name}")
    List<Account> change(@PathVariable String name, @RequestBody Change change, HttpServletRequest request) {
        accounts.change(
                accounts.find(name).id(),
                Precondition.of(request)::holds,
                new UserChange(change.password(), change.role(), change.channels()));
        return users();
    }

    @DeleteMapping("/users/{name}")
    List<Account> delete(@PathVariable String name, HttpServletRequest request) {
        accounts.delete(accounts.find(name).id(), Precondition.of(request)::holds);
        return users();
    }

    /** One's own; with {@code all} everybody's, for administrators. */
    @GetMapping("/tokens")
    List<Tokens.Token> tokens(@RequestParam(defaultValue = "false") boolean all) {
        return all ? tokens.all() : tokens.list();
    }

    @PostMapping("/tokens")
    Created addToken(@RequestBody NewToken token, HttpServletRequest request) {
        Tokens.Wanted wanted = new Tokens.Wanted(
                text(token.name()),
                text(token.password()),
                token.role(),
                token.days(),
                token.channels() == null ? List.of() : token.channels());
        return new Created(tokens.create(wanted, request.getRemoteAddr()));
    }

    @DeleteMapping("/tokens/{id}")
    List<Tokens.Token> deleteToken(@PathVariable long id) {
        tokens.delete(id);
        return tokens.list();
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }
}
