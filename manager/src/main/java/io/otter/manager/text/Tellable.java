package io.otter.manager.text;

/** Something with a translatable text. */
public interface Tellable {
    Text text();
}
