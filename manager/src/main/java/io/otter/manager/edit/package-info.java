/** Forms for the configuration: data sources, canals, nodes, ZooKeeper clusters, channels and their pipelines. */
@NullMarked
package io.otter.manager.edit;

import org.jspecify.annotations.NullMarked;
