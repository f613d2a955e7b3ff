package io.otter.manager.spec;

import io.otter.manager.text.Text;

/**
 * An error in a document.
 *
 * @param path like {@code channels[0].pipelines[0].canal}; empty for the whole document
 * @param text the error, with the allowed values
 */
public record SpecError(String path, Text text) {
    public SpecError withPath(String other) {
        return new SpecError(other, text);
    }

    /** The error with its path. */
    public Text whole() {
        return text.at(path);
    }
}
