package io.otter.manager.spec;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.PasswordPlace;
import io.otter.manager.canal.Canal;
import io.otter.manager.datasource.Group;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the passwords of a configuration are sent: to all servers of a group, and a source's also where canals without one read. */
record PasswordPlaces(Configuration configuration) {
    Set<PasswordPlace> of(DataMediaSource source) {
        Set<PasswordPlace> places = new HashSet<>(places(servers(source), source.username()));
        for (Canal canal : configuration.canals()) {
            if (canal.password() == null && source.name().equalsIgnoreCase(canal.source())) {
                places.addAll(of(canal));
            }
        }
        return places;
    }

    Set<PasswordPlace> of(Canal canal) {
        String user = Optional.ofNullable(canal.username())
                .or(() -> source(canal).map(DataMediaSource::username))
                .orElse("");
        return places(servers(canal), user);
    }

    Set<ServerAddress> servers(DataMediaSource source) {
        String group = source.group();
        return group == null
                ? Set.of(address(source.host(), source.port()))
                : configuration.group(group).map(PasswordPlaces::servers).orElse(Set.of());
    }

    Set<ServerAddress> servers(Canal canal) {
        String group = canal.group();
        if (group != null) {
            return configuration.group(group).map(PasswordPlaces::servers).orElse(Set.of());
        }
        Set<ServerAddress> servers = new HashSet<>();
        canal.addresses().forEach(address -> servers.add(address(address.host(), address.port())));
        if (servers.isEmpty()) {
            source(canal).ifPresent(source -> servers.addAll(servers(source)));
        }
        return servers;
    }

    Optional<DataMediaSource> source(Canal canal) {
        String source = canal.source();
        return source == null ? Optional.empty() : configuration.source(source);
    }

    private static Set<ServerAddress> servers(Group group) {
        Set<ServerAddress> servers = new HashSet<>();
        servers.add(address(group.master().host(), group.master().port()));
        ServerAddress standby = group.standby();
        if (standby != null) {
            servers.add(address(standby.host(), standby.port()));
        }
        return servers;
    }

    private static Set<PasswordPlace> places(Set<ServerAddress> servers, String user) {
        if (servers.isEmpty()) {
            return Set.of(PasswordPlace.database("", 0, user)); // it is sent nowhere
        }
        return servers.stream()
                .map(server -> PasswordPlace.database(server.host(), server.port(), user))
                .collect(Collectors.toSet());
    }

    private static ServerAddress address(String host, int port) {
        return new ServerAddress(host.toLowerCase(Locale.ROOT), port);
    }
}
