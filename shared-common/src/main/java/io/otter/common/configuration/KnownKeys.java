package io.otter.common.configuration;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The keys that docs/configuration.md explains: a manager's, a node's, and those of older installations that are not needed. */
final class KnownKeys {
    private static final Set<String> ALL = Set.of(
            "otter.admin.password",
            "otter.audit.days",
            "otter.audit.file",
            "otter.audit.syslog",
            "otter.bind",
            "otter.communication.bind",
            "otter.communication.certificate",
            "otter.communication.certificateKey",
            "otter.communication.certificatePassword",
            "otter.communication.compression",
            "otter.communication.key",
            "otter.communication.manager.port",
            "otter.communication.nodeKey",
            "otter.communication.trustedCertificates",
            "otter.database.certificates",
            "otter.database.certificates.password",
            "otter.database.driver.class.name",
            "otter.database.driver.password",
            "otter.database.driver.url",
            "otter.database.driver.username",
            "otter.domainName",
            "otter.fourEyes",
            "otter.fourEyes.hours",
            "otter.guest",
            "otter.history.days",
            "otter.https.certificate",
            "otter.https.key",
            "otter.https.keystore",
            "otter.https.password",
            "otter.manager.address",
            "otter.node.address",
            "otter.node.data",
            "otter.node.extend",
            "otter.node.http.bind",
            "otter.node.http.port",
            "otter.node.http.token",
            "otter.node.nid",
            "otter.oidc.address",
            "otter.oidc.admins",
            "otter.oidc.claim.roles",
            "otter.oidc.claim.user",
            "otter.oidc.client.id",
            "otter.oidc.client.secret",
            "otter.oidc.issuer",
            "otter.oidc.name",
            "otter.oidc.operators",
            "otter.oidc.scopes",
            "otter.oidc.viewers",
            "otter.port",
            "otter.rows.days",
            "otter.secret.key",
            "otter.secret.key.command",
            "otter.secret.key.file",
            "otter.secret.key.other",
            "otter.secret.key.other.command",
            "otter.secret.key.other.file",
            "otter.session.hours",
            "otter.session.idleMinutes",
            "otter.session.perUser",
            "otter.session.total",
            "otter.trusted.proxies",
            "otter.zookeeper.auth",
            "otter.zookeeper.cluster.default",
            "otter.zookeeper.sessionTimeout",
            "otter.zookeeper.trustedCertificates");

    private KnownKeys() {}

    /** Those of Otter's keys that mean nothing to it. */
    static List<String> unknown(Collection<String> keys) {
        return keys.stream()
                .filter(key -> key.startsWith("otter."))
                .filter(key -> !ALL.contains(key))
                .toList();
    }
}
