package io.otter.manager.user;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Who is counted as one stranger: who has an IPv6 address has as many as he likes in the same network. Stateless. */
public final class ClientNetwork {
    private static final int NETWORK_BYTES = 8;
    private static final int LONGEST = 64;

    private ClientNetwork() {}

    /** @param address as text, perhaps of a proxy's client; never looked up as a name */
    public static String of(String address) {
        try {
            if (address.indexOf(':') >= 0 && InetAddress.getByName(address) instanceof Inet6Address known) {
                return HexFormat.of().formatHex(Arrays.copyOf(known.getAddress(), NETWORK_BYTES)) + "/64";
            }
        } catch (UnknownHostException e) {
            return shortened(address); // not an address, and as good a name for who sends it
        }
        return shortened(address);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
