package io.otter.node.load;

import io.otter.common.model.ChannelConfig;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.LoadListener;
import io.otter.node.ddl.AnnouncingOperator;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.ddl.LateIndexes;
import io.otter.node.ddl.Operator;
import io.otter.node.transform.Mapper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Makes the load sides of this node's pipelines. Thread-safe. */
public final class LocalHandovers {
    private final DatabaseConnector connector;
    private final Gate gate;
    private final BiFunction<PipelineConfig, DataMediaSource, DeadLetters> deadLetters;
    private final UnitSize unitSize;
    private final Operator operator;
    private final CrashPoint crashPoint;
    private final Clock clock;

    /**
     * @param gate is passed before each target transaction
     * @param deadLetters decides about rows that a pipeline's target refuses
     */
    public LocalHandovers(
            DatabaseConnector connector,
            Gate gate,
            BiFunction<PipelineConfig, DataMediaSource, DeadLetters> deadLetters,
            Operator operator,
            CrashPoint crashPoint,
            Clock clock) {
        this(connector, gate, deadLetters, UnitSize.DEFAULT, operator, crashPoint, clock);
    }

    LocalHandovers(
            DatabaseConnector connector,
            Gate gate,
            BiFunction<PipelineConfig, DataMediaSource, DeadLetters> deadLetters,
            UnitSize unitSize,
            Operator operator,
            CrashPoint crashPoint,
            Clock clock) {
        this.connector = connector;
        this.gate = gate;
        this.deadLetters = deadLetters;
        this.unitSize = unitSize;
        this.operator = operator;
        this.crashPoint = crashPoint;
        this.clock = clock;
    }

    /** One that is not open yet. */
    public LocalHandover create(ChannelConfig channel, PipelineConfig pipeline, LoadListener listener) {
        Acknowledgements acknowledgements =
                new Acknowledgements(listener, pipeline.targets().size(), crashPoint);
        TargetFaults faults = new TargetFaults(listener::retrying);
        List<TargetLoader> loaders = new ArrayList<>();
        for (DataMediaSource server : pipeline.targets()) {
            Target target = target(channel, pipeline, server, faults);
            Retry retry = new Retry(pipeline.name(), faults.of(server.id()));
            TargetLoader.Told told =
                    new TargetLoader.Told(acknowledgements.of(loaders.size()), faults.of("silence of " + server.id()));
            loaders.add(new TargetLoader(pipeline, target, unitSize, retry, gate, told));
        }
        return new LocalHandover(pipeline.name(), loaders, acknowledgements, crashPoint);
    }

    private Target target(ChannelConfig channel, PipelineConfig pipeline, DataMediaSource server, TargetFaults faults) {
        return new Target(
                server,
                connector,
                new Checkpoint(pipeline.name(), channel, pipeline.id(), clock),
                new Mapper(channel.syncMode(), pipeline, server.id()),
                new DdlApplier(
                        channel,
                        pipeline,
                        server.id(),
                        fault -> LoadFault.of("", fault).code().isTransient(),
                        new AnnouncingOperator(pipeline.name(), operator, faults.of("DDL at " + server.id())),
                        crashPoint,
                        clock),
                new LateIndexes(pipeline.name(), pipeline.id(), crashPoint),
                deadLetters.apply(pipeline, server),
                crashPoint);
    }
}
