package io.otter.manager.user;

import io.otter.common.error.RowText;
import io.otter.manager.text.Text;
import org.springframework.stereotype.Component;

/** Shows rows to operators only: whoever may do less sees messages without what they tell of rows. */
@Component
public final class RowSecrets {
    private final Access access;

    RowSecrets(Access access) {
        this.access = access;
    }

    /** Whether the user of this request sees rows. */
    public boolean seen() {
        return access.user().filter(user -> user.role().covers(Role.OPERATOR)).isPresent();
    }

    public String shown(String message) {
        return seen() ? message : RowText.hidden(message);
    }

    /** @param code of the message, which does not begin with it */
    public String shown(String code, String message) {
        return seen() ? message : RowText.hidden(code, message);
    }

    public Text shown(Text text) {
        return seen() ? text : hidden(text);
    }

    private static Text hidden(Text text) {
        return Text.of(
                text.key(),
                text.values().stream()
                        .map(value -> value instanceof Text inner ? hidden(inner) : RowText.hidden((String) value))
                        .toArray());
    }
}
