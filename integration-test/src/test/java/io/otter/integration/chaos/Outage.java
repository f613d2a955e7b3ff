package io.otter.integration.chaos;

import java.time.Instant;

/** That something certainly was not there, between two times in milliseconds. */
record Outage(String subject, String how, long from, long to) {
    boolean covers(long begin, long end) {
        return from <= begin && to >= end;
    }

    @Override
    public String toString() {
        return Instant.ofEpochMilli(from) + " to " + Instant.ofEpochMilli(to) + " " + subject + " " + how;
    }
}
