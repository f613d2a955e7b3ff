/** The first page: what needs somebody, the picture of databases and pipelines, the nodes. */
@NullMarked
package io.otter.manager.overview;

import org.jspecify.annotations.NullMarked;
