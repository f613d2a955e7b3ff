package io.otter.manager.spec;

/** Told after the configuration in the manager's database was changed. */
public record ConfigurationChanged() {}
