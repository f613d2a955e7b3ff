package io.otter.manager.publication;

import io.otter.manager.datasource.SiteStore;
import io.otter.manager.parameter.Installation;
import io.otter.manager.spec.Configuration;
import org.springframework.stereotype.Component;

/** What of this installation goes with its configuration: which one it is, and the numbers of its sites. Thread-safe. */
@Component
public final class Identity {
    private final Installation installation;
    private final SiteStore sites;

    Identity(Installation installation, SiteStore sites) {
        this.installation = installation;
        this.sites = sites;
    }

    /** Its id. */
    String installation() {
        return installation.id();
    }

    /** Resolves what nodes run. */
    public Resolver resolver(Configuration configured) {
        return new Resolver(configured, installation.id(), sites::number);
    }
}
