package org.apache.commons.lang;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Null has no part. */
public final class ArrayUtils {
    private ArrayUtils() {}

    /** Bounds outside are those of the array. */
    public static byte @Nullable [] subarray(byte @Nullable [] bytes, int from, int to) {
        if (bytes == null) {
            return null;
        }
        int start = Math.max(0, from);
        int end = Math.min(bytes.length, to);
        return start < end ? Arrays.copyOfRange(bytes, start, end) : new byte[0];
    }
}
