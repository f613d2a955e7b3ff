/** Tables whose columns are unknown to pipelines, and what operators permit there. */
@NullMarked
package io.otter.arbitrate.schema;

import org.jspecify.annotations.NullMarked;
