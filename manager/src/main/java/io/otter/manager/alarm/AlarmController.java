package io.otter.manager.alarm;

import io.otter.manager.api.Precondition;
import io.otter.manager.parameter.ParameterStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/alarms} and {@code /api/v1/alarm-rules}. Rules are strings by field, as on the page. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class AlarmController {
    private final Alarms alarms;
    private final AlarmRules rules;
    private final ParameterStore parameters;
    private final Delivery delivery;

    AlarmController(Alarms alarms, AlarmRules rules, ParameterStore parameters, Delivery delivery) {
        this.alarms = alarms;
        this.rules = rules;
        this.parameters = parameters;
        this.delivery = delivery;
    }

    /** @param fields of the rule as strings; {@code pipeline} is an id */
    record Rule(long id, String channel, String pipeline, Map<String, String> fields) {}

    /** The active alarms. */
    @GetMapping("/alarms")
    List<Alarms.Alarm> active() {
        return alarms.active();
    }

    @PostMapping("/alarms/{id}/acknowledge")
    List<Alarms.Alarm> acknowledge(@PathVariable long id) {
        alarms.acknowledge(id);
        return alarms.active();
    }

    @GetMapping("/alarm-rules")
    List<Rule> list() {
        Map<Long, Alarms.Place> places = alarms.places();
        List<Rule> listed = new ArrayList<>();
        for (AlarmRule rule : rules.list()) {
            Alarms.Place place = places.get(rule.pipelineId());
            if (place != null) {
                listed.add(new Rule(rule.id(), place.channel(), place.pipeline(), AlarmForm.texts(rule)));
            }
        }
        return listed;
    }

    @PostMapping("/alarm-rules")
    List<Rule> add(@RequestBody Map<String, String> fields) {
        rules.add(List.of(parse(0, fields)));
        return list();
    }

    @GetMapping("/alarm-rules/{id}")
    ResponseEntity<Rule> show(@PathVariable long id) {
        AlarmRule rule = rules.find(id);
        // A pipeline that another manager has just made has no name here yet.
        Alarms.Place place = alarms.places().getOrDefault(rule.pipelineId(), new Alarms.Place("", ""));
        return ResponseEntity.ok()
                .eTag(Precondition.tag(AlarmRules.version(rule)))
                .body(new Rule(id, place.channel(), place.pipeline(), AlarmForm.texts(rule)));
    }

    @PutMapping("/alarm-rules/{id}")
    List<Rule> replace(@PathVariable long id, @RequestBody Map<String, String> fields, HttpServletRequest request) {
        rules.replace(parse(id, fields), Precondition.of(request)::holds);
        return list();
    }

    @PostMapping("/alarm-rules/{id}/enable")
    List<Rule> enable(@PathVariable long id) {
        rules.enable(List.of(rules.find(id).id()), true);
        return list();
    }

    @PostMapping("/alarm-rules/{id}/disable")
    List<Rule> disable(@PathVariable long id) {
        rules.enable(List.of(rules.find(id).id()), false);
        return list();
    }

    @DeleteMapping("/alarm-rules/{id}")
    List<Rule> delete(@PathVariable long id, HttpServletRequest request) {
        rules.delete(id, Precondition.of(request)::holds);
        return list();
    }

    /** Sends a test message to the default receivers with the stored settings. */
    @PostMapping("/system-parameters/test/{way}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void test(@PathVariable Courier.Way way) {
        delivery.test(way);
    }

    private AlarmRule parse(long id, Map<String, String> fields) {
        AlarmForm form = new AlarmForm(fields);
        AlarmRule rule = form.parse(
                id, alarms.places().keySet(), parameters.read().receivers().keySet());
        form.requireRight();
        return rule;
    }
}
