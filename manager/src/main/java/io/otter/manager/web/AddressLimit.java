package io.otter.manager.web;

import io.otter.manager.user.ClientNetwork;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Answers at most {@value #MOST} requests with a body of one address at a time, others with 503: who sends a body a byte at a time
 * must not have all threads wait for it, be it read or only cleared away. Requests without one wait for nothing of the client.
 */
final class AddressLimit extends ValveBase {
    static final int MOST = 50;
    private static final Duration CLEARING = Duration.ofSeconds(10);
    private static final int BUFFER = 8_192;

    private final Map<String, Integer> answered = new ConcurrentHashMap<>();

    AddressLimit() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getCoyoteRequest().isFinished()) {
            getNext().invoke(request, response);
            return;
        }
        String from = ClientNetwork.of(request.getRemoteAddr());
        int now = answered.merge(from, 1, Integer::sum);
        try {
            if (now > MOST) {
                response.setHeader("Retry-After", "1");
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                leave(request);
            } else {
                getNext().invoke(request, response);
                if (!request.isAsync()) {
                    clear(request, response);
                }
            }
        } finally {
            answered.computeIfPresent(from, (address, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Reads what nobody wanted of the body, since many clients look at the answer only when all is sent. */
    private static void clear(Request request, Response response) {
        org.apache.coyote.Request sent = request.getCoyoteRequest();
        if (sent.isFinished() || sent.hasExpectation()) {
            return; // or nothing more comes after this answer
        }
        long begun = System.nanoTime();
        byte[] buffer = new byte[BUFFER];
        try {
            response.flushBuffer();
            InputStream body = request.getStream();
            while (body.read(buffer) >= 0) {
                if (System.nanoTime() - begun > CLEARING.toNanos()) {
                    leave(request);
                    return;
                }
            }
        } catch (IOException e) {
            leave(request); // too late, or gone
        }
    }

    /** The connection ends with the answer. */
    private static void leave(Request request) {
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
}
