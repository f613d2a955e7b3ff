package io.otter.manager.alarm;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.Sha256;
import io.otter.manager.audit.Audit;
import io.otter.manager.change.EditConflictException;
import io.otter.manager.change.LastChanges;
import io.otter.manager.document.StoredDocument;
import io.otter.manager.parameter.ParameterStore;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The rules in table ALARM_RULE. Thread-safe. */
@Service
final class AlarmRules {
    private static final String ENABLED = "ENABLE";
    private static final String DISABLED = "DISABLE";
    private static final String INTERVAL = "intervalTime";
    private static final String AUTO_RECOVERY = "autoRecovery";

    private final AlarmMapper mapper;
    private final ParameterStore parameters;
    private final TransactionTemplate transaction;
    private final Access access;
    private final Audit audit;
    private final LastChanges changes;

    AlarmRules(
            AlarmMapper mapper,
            ParameterStore parameters,
            PlatformTransactionManager transactions,
            Access access,
            Audit audit,
            LastChanges changes) {
        this.changes = changes;
        this.mapper = mapper;
        this.parameters = parameters;
        transaction = new TransactionTemplate(transactions);
        this.access = access;
        this.audit = audit;
    }

    /** All rules of existing pipelines, except for kinds unknown to this version. */
    List<AlarmRule> list() {
        int interval = parameters.read().intervalSeconds();
        return mapper.rules().stream()
                .flatMap(row -> rule(row, interval).stream())
                .toList();
    }

    /** @throws OtterException with NOT_FOUND */
    AlarmRule find(long id) {
        return list().stream()
                .filter(rule -> rule.id() == id)
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.ALARM_RULE_UNKNOWN.with(id)));
    }

    /** A version to detect concurrent changes. */
    static String version(AlarmRule rule) {
        return Sha256.shortHex(rule.toString());
    }

    /**
     * Stores new rules.
     *
     * @throws OtterException if the user lacks the role
     */
    void add(List<AlarmRule> rules) {
        access.require(Role.OPERATOR);
        addFirst(rules);
        rules.forEach(rule -> audit.did(Text.of("act.rule.add"), text(rule)));
    }

    /** Stores rules that come with their pipelines, whose audit says who made them. */
    void addFirst(List<AlarmRule> rules) {
        transaction.executeWithoutResult(status -> rules.forEach(rule -> mapper.insertRule(row(rule, null))));
    }

    /**
     * Replaces a rule unless it has changed since it was displayed.
     *
     * @param seen whether a version is that of the rule that was displayed
     * @throws EditConflictException if it was changed meanwhile
     * @throws OtterException with NOT_FOUND, or if the user lacks the role
     */
    void replace(AlarmRule rule, Predicate<String> seen) {
        access.require(Role.OPERATOR);
        transaction.executeWithoutResult(status -> {
            String stored = mapper.parameters(rule.id());
            if (!seen.test(version(find(rule.id())))) {
                throw conflict(rule.id());
            }
            mapper.updateRule(row(rule, stored));
        });
        audit.did(Text.of("act.rule.change", rule.id()), text(rule));
    }

    /**
     * Enables or disables rules; ignores those that no longer exist.
     *
     * @throws OtterException if the user lacks the role
     */
    void enable(List<Long> ids, boolean enabled) {
        access.require(Role.OPERATOR);
        for (AlarmRule rule : list()) {
            if (ids.contains(rule.id()) && rule.enabled() != enabled) {
                AlarmRule changed = new AlarmRule(
                        rule.id(),
                        rule.pipelineId(),
                        rule.kind(),
                        rule.threshold(),
                        rule.windows(),
                        rule.intervalSeconds(),
                        rule.receiver(),
                        rule.description(),
                        enabled,
                        rule.autoRecovery());
                replace(changed, version(rule)::equals);
            }
        }
    }

    /**
     * Deletes a rule unless it has changed since it was displayed.
     *
     * @throws EditConflictException if it was changed meanwhile
     * @throws OtterException with NOT_FOUND, or if the user lacks the role
     */
    void delete(long id, Predicate<String> seen) {
        access.require(Role.OPERATOR);
        AlarmRule gone = transaction.execute(status -> {
            mapper.parameters(id);
            AlarmRule rule = find(id);
            if (!seen.test(version(rule))) {
                throw conflict(id);
            }
            mapper.deleteRule(id);
            return rule;
        });
        audit.did(Text.of("act.rule.delete", id), text(Objects.requireNonNull(gone)));
    }

    private EditConflictException conflict(long id) {
        return changes.conflict("alarm rule " + id, "act\\.rule\\..*", String.valueOf(id));
    }

    /**
     * Deletes rules.
     *
     * @throws OtterException if the user lacks the role
     */
    void delete(List<Long> ids) {
        access.require(Role.OPERATOR);
        for (AlarmRule rule : list()) {
            if (ids.contains(rule.id())) {
                mapper.deleteRule(rule.id());
                audit.did(Text.of("act.rule.delete", rule.id()), text(rule));
            }
        }
    }

    private static Optional<AlarmRule> rule(AlarmMapper.RuleRow row, int defaultInterval) {
        String[] match = Objects.requireNonNullElse(row.matchValue(), "").split("@", 2);
        Optional<AlarmKind> kind = Stream.of(AlarmKind.values())
                .filter(one -> one.name().equals(row.kind()))
                .findFirst();
        if (kind.isEmpty()
                || kind.get().unit() != AlarmKind.Unit.WORDS
                        && !match[0].strip().matches("\\d{1,9}")) {
            return Optional.empty();
        }
        List<AlarmWindow> windows;
        try {
            windows = match.length > 1 ? AlarmRule.windows(match[1]) : List.of();
        } catch (IllegalArgumentException e) {
            windows = List.of(); // as alibaba/otter does
        }
        StoredDocument stored = StoredDocument.parse(row.parameters());
        return Optional.of(new AlarmRule(
                row.id(),
                row.pipelineId(),
                kind.get(),
                match[0].strip(),
                windows,
                stored.number(INTERVAL, defaultInterval),
                Objects.requireNonNullElse(row.receiver(), ""),
                Objects.requireNonNullElse(row.description(), ""),
                ENABLED.equals(row.status()),
                stored.flag(AUTO_RECOVERY, false)));
    }

    private static AlarmMapper.RuleRow row(AlarmRule rule, @Nullable String parameters) {
        return new AlarmMapper.RuleRow(
                rule.id(),
                rule.pipelineId(),
                rule.kind().name(),
                rule.matchValue(),
                rule.receiver(),
                rule.enabled() ? ENABLED : DISABLED,
                rule.description(),
                StoredDocument.parse(parameters)
                        .put(INTERVAL, rule.intervalSeconds())
                        .put(AUTO_RECOVERY, rule.autoRecovery())
                        .json());
    }

    private static String text(AlarmRule rule) {
        return "pipelineId: " + rule.pipelineId() + "\n" + rule.kind() + ": " + rule.matchValue() + "\nstatus: "
                + (rule.enabled() ? ENABLED : DISABLED) + "\nautoRecovery: " + rule.autoRecovery();
    }
}
