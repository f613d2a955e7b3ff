package io.otter.benchmark.work;

import java.nio.charset.StandardCharsets;

/** The columns of a row other than its key, in sysbench's format: groups of eleven digits. Never null. */
public record Content(int k, String c, String pad) {
    private static final int GROUP = 11;

    /** Deterministic for the same arguments. */
    public static Content of(int table, long id, long version) {
        Digits digits = new Digits((table * 31L + id) * 0x9E3779B97F4A7C15L + version);
        return new Content((int) (digits.next() >>> 33), digits.groups(10), digits.groups(5));
    }

    /** Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (SplitMix64), without an object per row. */
    private static final class Digits {
        private long state;

        Digits(long seed) {
            state = seed;
        }

        long next() {
            state += 0x9E3779B97F4A7C15L;
            long mixed = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
            return mixed ^ mixed >>> 31;
        }

        String groups(int count) {
            byte[] text = new byte[count * (GROUP + 1) - 1];
            for (int group = 0; group < count; group++) {
                long left = next() >>> 1;
                int start = group * (GROUP + 1);
                if (start > 0) {
                    text[start - 1] = '-';
                }
                for (int i = 0; i < GROUP; i++) {
                    text[start + i] = (byte) ('0' + left % 10);
                    left /= 10;
                }
            }
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }
}
