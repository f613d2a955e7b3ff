package io.otter.database;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** An address with credentials in clear text, which must therefore never leave this package. */
record Endpoint(String name, String host, int port, String username, String password, ConnectionOptions options) {
    /** Characters of host names, IPv4 and IPv6 addresses, none of which has a special meaning to a driver. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})|[0-9A-Fa-f:.]{2,45}");

    Endpoint {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(name + ": host must be a host name or an IP address");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + ": port must be from 1 to 65535");
        }
    }

    static Endpoint of(DataMediaSource source, SecretKey key) {
        String name = "source \"" + source.name() + "\"";
        return new Endpoint(
                name,
                source.host(),
                source.port(),
                source.username(),
                key.decrypt(
                        name,
                        source.password(),
                        PasswordPlace.database(source.host(), source.port(), source.username())),
                ConnectionOptions.parse(source.options()));
    }

    static Endpoint of(CanalConfig canal, ServerAddress address, SecretKey key) {
        String name = "canal \"" + canal.name() + "\"";
        return new Endpoint(
                name,
                address.host(),
                address.port(),
                canal.username(),
                key.decrypt(
                        name,
                        canal.password(),
                        PasswordPlace.database(address.host(), address.port(), canal.username())),
                ConnectionOptions.parse(canal.options()));
    }

    ServerAddress address() {
        return new ServerAddress(host, port);
    }

    /**
     * Whether the server may send the key under which it wants the password: nobody can be between it and this process, and
     * TLS, which protects the password better, is not demanded.
     */
    boolean isTrustedWithKey() {
        try {
            return !options.sslMode().isMandatory()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Does not show the password. */
    @Override
    public String toString() {
        return name + " at " + address() + " as " + username;
    }
}
