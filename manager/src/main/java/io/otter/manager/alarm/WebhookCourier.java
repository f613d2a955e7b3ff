package io.otter.manager.alarm;

import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import io.otter.common.secret.SecretKey;
import io.otter.manager.parameter.SystemParameters;
import io.otter.manager.parameter.SystemParameters.Webhook;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Posts notices as JSON, with {@code X-Otter-Signature: sha256=} and the HMAC-SHA256 of the body under the shared
 * secret, in hexadecimal. Does not follow redirects.
 */
@Component
final class WebhookCourier implements Courier {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;
    private final AlarmPost http;

    WebhookCourier(SecretKey key, AlarmPost http) {
        this.key = key;
        this.http = http;
    }

    /** The document that is posted. */
    record Letter(Instant sentAt, List<Entry> alarms) {}

    /** One alarm; {@code since} when it was raised. */
    record Entry(
            long id,
            Notice.State state,
            AlarmKind kind,
            String channel,
            String pipeline,
            Instant since,
            String message,
            String description,
            String receiver) {}

    @Override
    public Way way() {
        return Way.WEBHOOK;
    }

    @Override
    public boolean isOn(SystemParameters parameters) {
        return parameters.webhook().isOn();
    }

    @Override
    public void tell(List<Notice> notices, SystemParameters parameters) {
        Webhook webhook = parameters.webhook();
        byte[] body = Json.write(new Letter(
                Instant.now(),
                notices.stream()
                        .map(notice -> new Entry(
                                notice.alarm(),
                                notice.state(),
                                notice.kind(),
                                notice.channel(),
                                notice.pipeline(),
                                notice.since(),
                                notice.message(),
                                notice.description(),
                                notice.receiver()))
                        .toList()));
        URI address = URI.create(webhook.url());
        try {
            String secret = key.decrypt("the webhook", webhook.secret(), webhook.place());
            AlarmPost.Answer answer = http.send(
                    address,
                    Map.of(
                            "Content-Type",
                            "application/json",
                            "X-Otter-Signature",
                            "sha256=" + signature(body, secret)),
                    body);
            if (!answer.isGood()) {
                throw new RefusedException(
                        ErrorCode.ALARM_UNDELIVERED, Refusal.WEBHOOK_STATUS.with(place(address), answer.status()));
            }
        } catch (IOException e) {
            throw new RefusedException(
                    ErrorCode.ALARM_UNDELIVERED,
                    e.getMessage() == null
                            ? Refusal.WEBHOOK_UNREACHED.with(place(address))
                            : Refusal.WEBHOOK_SAYS.with(place(address), e.getMessage()),
                    e);
        }
    }

    /** The address without its path, which may contain a token. */
    private static String place(URI address) {
        return address.getScheme() + "://" + address.getAuthority();
    }

    static String signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing from this Java", e);
        }
    }
}
