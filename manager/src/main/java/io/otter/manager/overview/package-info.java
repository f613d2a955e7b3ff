/** The first page: problems, the topology of databases and pipelines, the nodes. */
@NullMarked
package io.otter.manager.overview;

import org.jspecify.annotations.NullMarked;
