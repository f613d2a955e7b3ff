package io.otter.manager.alarm;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where alarms may be sent: not to addresses at which cloud providers serve credentials. Stateless. */
final class AlarmAddress {
    private static final String CLOUD = "fd00:ec2:0:0:0:0:0:254";

    private AlarmAddress() {}

    /**
     * Looks the host up; Java keeps the answer for the connection that follows.
     *
     * @param place names the receiver in messages
     * @throws RefusedException if one of its addresses is not allowed
     */
    static void check(String host, String place) throws UnknownHostException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (address.isLinkLocalAddress()
                    || address.isAnyLocalAddress()
                    || address.isMulticastAddress()
                    || address.getHostAddress().equals(CLOUD)) {
                throw new RefusedException(ErrorCode.ALARM_UNDELIVERED, Refusal.WEBHOOK_LINK_LOCAL.with(place));
            }
        }
    }
}
