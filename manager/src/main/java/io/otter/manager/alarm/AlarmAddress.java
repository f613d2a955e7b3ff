package io.otter.manager.alarm;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects to receivers of alarms: not to addresses at which cloud providers serve credentials, and to this host only where it is
 * typed as such. A name is looked up once, and what was checked is connected to. Stateless.
 */
final class AlarmAddress {
    /** Metadata services that are not link-local: of Amazon (IPv6), Alibaba, Oracle and Azure. */
    private static final List<String> CLOUD =
            List.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192", "168.63.129.16");

    /** IPv6 networks with an IPv4 address in them: NAT64, 6to4, and IPv4-compatible. */
    private static final byte[] NAT64 = HexFormat.of().parseHex("0064ff9b0000000000000000");

    private static final byte[] COMPATIBLE = new byte[12];
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

    private AlarmAddress() {}

    /**
     * @param place names the receiver in messages
     * @throws RefusedException if one of its addresses is not allowed
     */
    static Socket connect(String host, int port, String place, Duration limit) throws IOException {
        IOException last = new UnknownHostException(host);
        for (InetAddress address : checked(host, place, InetAddress.getAllByName(host))) {
            Socket socket = new Socket();
            try {
                // With the name as typed, by which certificates are checked; else it would be looked up from the
                // address.
                InetAddress named = InetAddress.getByAddress(host, address.getAddress());
                socket.connect(new InetSocketAddress(named, port), (int) limit.toMillis());
                socket.setSoTimeout((int) limit.toMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    /** TLS with a server whose certificate is for the host. */
    static SSLSocket secured(Socket socket, String host, SSLSocketFactory tls) throws IOException {
        try {
            SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, socket.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** @param addresses of the host, all of which have to be allowed */
    static List<InetAddress> checked(String host, String place, InetAddress... addresses) throws UnknownHostException {
        for (InetAddress address : addresses) {
            InetAddress meant = meant(address);
            if (meant.isLinkLocalAddress()
                    || meant.isAnyLocalAddress()
                    || meant.isMulticastAddress()
                    || meant.isLoopbackAddress() && !isTypedAsLocal(host)
                    || CLOUD.contains(meant.getHostAddress())) {
                throw new RefusedException(ErrorCode.ALARM_UNDELIVERED, Refusal.WEBHOOK_LINK_LOCAL.with(place));
            }
        }
        return List.of(addresses);
    }

    private static boolean isTypedAsLocal(String host) {
        String bare = host.replaceAll("[\\[\\]]", "");
        return bare.equalsIgnoreCase("localhost")
                || bare.matches("127(\\.\\d{1,3}){3}")
                || bare.matches("(0*:)*0*1")
                || bare.equalsIgnoreCase("localhost.localdomain");
    }

    /** Where what is sent to an address ends up. */
    private static InetAddress meant(InetAddress address) throws UnknownHostException {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        int inner = startsWith(bytes, NAT64) || startsWith(bytes, COMPATIBLE) && !address.isLoopbackAddress()
                ? 12
                : startsWith(bytes, SIX_TO_FOUR) ? 2 : -1;
        return inner < 0 || address.isAnyLocalAddress()
                ? address
                : InetAddress.getByAddress(Arrays.copyOfRange(bytes, inner, inner + 4));
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
