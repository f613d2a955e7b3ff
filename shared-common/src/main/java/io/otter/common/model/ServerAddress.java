package io.otter.common.model;

/** A host name or IP address and a TCP port. */
public record ServerAddress(String host, int port) {
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
