package io.otter.manager.spec;

/** Event after the configuration in the manager's database has changed. */
public record ConfigurationChanged() {}
