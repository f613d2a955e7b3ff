package io.otter.manager.spec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.otter.common.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever is sent as a document is read, or refused with what is wrong with it. */
class SpecFuzz {
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final Configuration EMPTY =
            new Configuration(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** The first byte says whether it is YAML. */
    @FuzzTest
    void documents(byte[] input) {
        if (input.length < 1) {
            return;
        }
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        try {
            Configuration ignored = new SpecReader(EMPTY, KEY).read(SpecText.parse(text, (input[0] & 1) == 1));
        } catch (SpecInvalidException e) {
            return; // refused
        }
    }
}
