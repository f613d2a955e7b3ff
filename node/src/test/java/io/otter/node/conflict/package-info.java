/** What a policy for rows that several sites change has to do so that all sites end equal, on records, without servers. */
@NullMarked
package io.otter.node.conflict;

import org.jspecify.annotations.NullMarked;
