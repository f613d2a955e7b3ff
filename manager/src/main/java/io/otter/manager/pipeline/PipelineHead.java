package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.deadletter.DeadLetters;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.web.ChannelSource;
import io.otter.manager.web.ChannelView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The head above every tab of a pipeline. Thread-safe. */
@Component
final class PipelineHead {
    private final ChannelSource channels;
    private final ChannelBoard board;
    private final DeadLetters letters;

    PipelineHead(ChannelSource channels, ChannelBoard board, DeadLetters letters) {
        this.channels = channels;
        this.board = board;
        this.letters = letters;
    }

    /** A configured pipeline with its channel. */
    record Subject(Channel channel, Pipeline pipeline) {}

    /**
     * Adds the state of the pipeline to a page.
     *
     * @param tab message key of the tab, without {@code tab.}
     * @return the subject of the tab
     * @throws OtterException with NOT_FOUND
     */
    Subject show(String channelName, String name, String tab, Model model) {
        ChannelView channel = channels.find(channelName);
        Subject subject = subject(channelName, name);
        model.addAttribute("channel", channel);
        model.addAttribute("pipeline", channel.pipeline(name));
        model.addAttribute("tab", tab);
        model.addAttribute(
                "term", status(channelName, name).map(PipelineStatus::mainstem).orElse(null));
        model.addAttribute("openLetters", letters.open(subject.pipeline().id()));
        return subject;
    }

    /** The position up to which a pipeline has applied, at most a few seconds old; null when unknown. */
    ChannelReport.@Nullable Position applied(String channelName, String name) {
        return status(channelName, name).map(PipelineStatus::position).orElse(null);
    }

    private Optional<PipelineStatus> status(String channelName, String name) {
        return board.facts().channels().stream()
                .filter(channel -> channel.name().equalsIgnoreCase(channelName))
                .flatMap(channel -> channel.pipelines().stream())
                .filter(pipeline -> pipeline.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private Subject subject(String channelName, String name) {
        Channel channel = board.facts()
                .configured()
                .channel(channelName)
                .orElseThrow(
                        () -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(channelName)));
        return channel.pipelines().stream()
                .filter(pipeline -> pipeline.name().equalsIgnoreCase(name))
                .findFirst()
                .map(pipeline -> new Subject(channel, pipeline))
                .orElseThrow(() ->
                        new RefusedException(ErrorCode.NOT_FOUND, Refusal.PIPELINE_UNKNOWN.with(channelName, name)));
    }
}
