package io.otter.manager.spec;

import io.otter.manager.text.Text;

/**
 * One thing that is wrong with a document.
 *
 * @param path where, like {@code channels[0].pipelines[0].canal}; empty for the whole document
 * @param text what, with the allowed values
 */
public record SpecError(String path, Text text) {
    public SpecError withPath(String other) {
        return new SpecError(other, text);
    }

    /** What and where. */
    public Text whole() {
        return text.at(path);
    }
}
