package io.otter.node.binlog;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Formats MariaDB's UUID, INET4 and INET6 as the server prints them. */
final class Addresses {
    private static final int WORDS = 8;

    private Addresses() {}

    /** Versions 1 to 5 are stored with their fields in reverse order, so that they sort by time. */
    static String uuid(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        boolean reversed = (stored[6] & -stored[8] & 0x80) != 0;
        if (!reversed) {
            return new UUID(in.getLong(0), in.getLong(8)).toString();
        }
        long high = (in.getInt(12) & 0xffffffffL) << 32 | (in.getShort(10) & 0xffffL) << 16 | in.getShort(8) & 0xffffL;
        long low = (in.getShort(6) & 0xffffL) << 48 | in.getLong(0) >>> 16;
        return new UUID(high, low).toString();
    }

    static String inet4(byte[] stored) {
        return inet4(stored, 0);
    }

    /** The first longest run of zero words is elided; addresses that embed an INET4 end with it in dotted form. */
    static String inet6(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        int[] words = new int[WORDS];
        int gap = -1;
        int gapLength = 0;
        int run = 0;
        for (int i = 0; i < WORDS; i++) {
            words[i] = in.getShort(2 * i) & 0xffff;
            run = words[i] == 0 ? run + 1 : 0;
            if (run > gapLength) {
                gapLength = run;
                gap = i - run + 1;
            }
        }
        boolean embeds = gap == 0 && (gapLength == 6 || gapLength == 5 && words[5] == 0xffff);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            if (i == gap) {
                text.append(i == 0 ? "::" : ":");
                i += gapLength - 1;
            } else if (i == 6 && embeds) {
                return text.append(inet4(stored, 12)).toString();
            } else {
                text.append(Integer.toHexString(words[i])).append(i + 1 < WORDS ? ":" : "");
            }
        }
        return text.toString();
    }

    private static String inet4(byte[] bytes, int at) {
        return (bytes[at] & 0xff) + "." + (bytes[at + 1] & 0xff) + "." + (bytes[at + 2] & 0xff) + "."
                + (bytes[at + 3] & 0xff);
    }
}
