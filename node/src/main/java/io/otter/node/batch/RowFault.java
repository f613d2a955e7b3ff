package io.otter.node.batch;

import io.otter.common.error.ErrorCode;

/**
 * Why a pair's filter or processor failed on a row.
 *
 * @param message names the pipeline, the table and the key
 */
public record RowFault(ErrorCode code, String message) {}
