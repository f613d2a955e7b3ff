/** The configuration that managers publish and nodes run: channels, pipelines, canals, sources, medias and pairs. */
@NullMarked
package io.otter.common.model;

import org.jspecify.annotations.NullMarked;
