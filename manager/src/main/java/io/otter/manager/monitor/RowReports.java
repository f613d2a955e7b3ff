package io.otter.manager.monitor;

import io.otter.manager.conflict.ConflictService;
import io.otter.manager.deadletter.DeadLetters;
import io.otter.manager.verify.VerifyService;
import org.springframework.stereotype.Component;

/** Who keeps what nodes report of single rows. */
@Component
record RowReports(DeadLetters deadLetters, ConflictService conflicts, VerifyService verifies) {}
