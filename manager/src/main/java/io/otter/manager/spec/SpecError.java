package io.otter.manager.spec;

/**
 * One thing that is wrong with a document.
 *
 * @param path where, like {@code channels[0].pipelines[0].canal}; empty for the whole document
 * @param message what, with the allowed values
 */
public record SpecError(String path, String message) {
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
