package io.otter.testsupport.database;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Passes the one {@link ServerPool} of all test classes of this JVM; its servers end with the last test. */
public final class SharedServers implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ServerPool.class;
    }

    @Override
    public ServerPool resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedServers.class))
                .computeIfAbsent(ServerPool.class, type -> new ServerPool(), ServerPool.class);
    }
}
