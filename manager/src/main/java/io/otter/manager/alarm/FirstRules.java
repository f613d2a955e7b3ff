package io.otter.manager.alarm;

import io.otter.manager.parameter.ParameterStore;
import io.otter.manager.spec.PipelinesAdded;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Gives each new pipeline the rules that nobody should be without; who wants others changes or deletes them. Thread-safe. */
@Component
final class FirstRules {
    private static final List<AlarmKind> KINDS = List.of(AlarmKind.NOTRUNNING, AlarmKind.DELAYTIME, AlarmKind.LOGPURGE);

    private final AlarmRules rules;
    private final ParameterStore parameters;

    FirstRules(AlarmRules rules, ParameterStore parameters) {
        this.rules = rules;
        this.parameters = parameters;
    }

    @EventListener
    void pipelinesAdded(PipelinesAdded event) {
        int interval = parameters.read().intervalSeconds();
        rules.addFirst(event.ids().stream()
                .flatMap(id -> KINDS.stream()
                        .map(kind ->
                                new AlarmRule(0, id, kind, kind.initial(), List.of(), interval, "", "", true, false)))
                .toList());
    }
}
