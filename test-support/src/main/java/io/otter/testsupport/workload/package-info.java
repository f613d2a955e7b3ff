/** Random changes, and the comparison of two servers' tables. */
@NullMarked
package io.otter.testsupport.workload;

import org.jspecify.annotations.NullMarked;
