package io.otter.node.batch;

import io.otter.common.error.ErrorCode;

/**
 * Why a pair's filter or processor could not say what becomes of a row.
 *
 * @param message names pipeline, table and key
 */
public record RowFault(ErrorCode code, String message) {}
