package io.otter.manager.web;

import io.otter.manager.user.ClientNetwork;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Answers at most {@value #MOST} requests with a body of one address at a time, others with 503: who sends a body a byte at a time
 * must not have all threads wait for it, be it read or only cleared away. Requests without one wait for nothing of the client.
 */
final class AddressLimit extends ValveBase {
    static final int MOST = 50;
    private static final Duration CLEARING = Duration.ofSeconds(10);

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

    /** Sends the whole answer, then reads what nobody wanted of the body: who closes before that may take the answer away again. */
    private static void clear(Request request, Response response) {
        org.apache.coyote.Request sent = request.getCoyoteRequest();
        if (sent.isFinished() || sent.hasExpectation()) {
            return; // or nothing more comes after this answer
        }
        long begun = System.nanoTime();
        Part part = new Part();
        try {
            response.finishResponse();
            // Not by the request's stream, which may have been closed.
            while (sent.doRead(part) >= 0) {
                if (System.nanoTime() - begun > CLEARING.toNanos()) {
                    leave(request);
                    return;
                }
            }
        } catch (IOException e) {
            leave(request); // too late, or gone
        }
    }

    /** What was read last, for nobody. */
    private static final class Part implements ApplicationBufferHandler {
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer next) {
            buffer = next;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // What is there is enough.
        }
    }

    /** The connection ends with the answer. */
    private static void leave(Request request) {
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
}
