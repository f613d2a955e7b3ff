package io.otter.manager.spec;

import io.otter.manager.text.Tellable;
import io.otter.manager.text.Text;

/** A configured thing by kind and name. */
public record Named(Kind kind, String name) implements Tellable {
    /** Like {@code channel shop}, in the user's language. */
    @Override
    public Text text() {
        return Text.of("named." + kind.key(), name);
    }

    /** Likewise, in English. */
    @Override
    public String toString() {
        return kind.word() + " " + name;
    }
}
