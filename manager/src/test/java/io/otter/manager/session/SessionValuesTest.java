package io.otter.manager.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Tellable;
import io.otter.manager.text.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.FlashMap;

class SessionValuesTest {
    private final SessionConfiguration configuration = new SessionConfiguration();
    private final SessionValues values =
            new SessionValues(List.of(configuration.keptOwner(), configuration.keptText(), configuration.keptFault()));

    @Test
    void aMessageForTheNextPageIsReadAsItWasWritten() {
        FlashMap message = new FlashMap();
        message.setTargetRequestPath("/users");
        message.addTargetRequestParam("channel", "a b");
        message.setExpirationTime(1_900_000_000_000L);
        message.put("done", true);
        message.put("count", 7);
        message.put("typedFor", 9_000_000_000L);
        message.put("typedRole", null);
        message.put("blocking", List.of("binlog-format", "鍵"));
        message.put("wrong", Map.of("name", Text.of("wrong.at", "a", Text.of("wrong.plain", "b"))));

        assertThat(again(Map.of("messages", List.of(message)))).isEqualTo(Map.of("messages", List.of(message)));
    }

    @Test
    void aFaultIsToldInEveryLanguageAndOneOfANodeAsItWas() {
        RefusedException refused =
                new RefusedException(ErrorCode.NOT_FOUND, Refusal.CANAL_UNKNOWN.with(Refusal.USER_EXISTS.with("eve")));
        OtterException told = (OtterException) again(Map.of("fault", refused)).get("fault");
        assertThat(told.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(told).hasMessage(refused.getMessage()).isInstanceOf(Tellable.class);
        assertThat(((Tellable) told).text()).isEqualTo(refused.text());

        OtterException plain =
                (OtterException) again(Map.of("fault", new OtterException(ErrorCode.INTERNAL, "it's \"so\" {0}")))
                        .get("fault");
        assertThat(plain).hasMessage("it's \"so\" {0}").isNotInstanceOf(Tellable.class);
    }

    @Test
    void onlyKnownTypesAreReadAndWritten() {
        assertThatThrownBy(() -> values.write(Map.of("thread", Thread.currentThread())))
                .hasMessageContaining("java.lang.Thread");
        assertThat(values.read("{\"a\": {\"java.lang.Thread\": {}}, \"b\": \"kept\", \"c\": [1]}"))
                .isEqualTo(Map.of("b", "kept"));
        assertThat(values.read("not JSON")).isEmpty();
        assertThat(values.read("{\"a\": {\"fault\": {\"code\": \"OF_LATER\"}}}"))
                .isEmpty();
    }

    private Map<String, Object> again(Map<String, Object> attributes) {
        return values.read(values.write(attributes));
    }
}
