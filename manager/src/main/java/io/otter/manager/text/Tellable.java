package io.otter.manager.text;

/** What can be told in every language. */
public interface Tellable {
    Text text();
}
