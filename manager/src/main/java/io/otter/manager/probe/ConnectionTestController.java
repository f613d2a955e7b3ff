package io.otter.manager.probe;

import io.otter.database.precheck.Severity;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.spec.Kind;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/sources|canals/{name}/test}. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class ConnectionTestController {
    private final ConnectionTest test;
    private final ConfigurationStore store;
    private final MessageSource messages;

    ConnectionTestController(ConnectionTest test, ConfigurationStore store, MessageSource messages) {
        this.test = test;
        this.store = store;
        this.messages = messages;
    }

    /** @param steps in order; what could not be tried is missing */
    record Server(String address, List<Step> steps) {}

    /** @param fixSql statements that fix it, empty when none can */
    record Step(boolean passed, Severity severity, String message, String fixSql) {}

    @PostMapping("/{kind:sources|canals}/{name}/test")
    List<Server> test(@PathVariable String kind, @PathVariable String name) {
        return test.run(Kind.of(kind).orElseThrow(), store.read(), name).stream()
                .map(tested -> new Server(
                        tested.address().toString(),
                        tested.steps().stream().map(this::step).toList()))
                .toList();
    }

    private Step step(ServerProbe.Step step) {
        return new Step(
                step.passed(), step.severity(), messages.getMessage(step.found(), Locale.ENGLISH), step.fixSql());
    }
}
