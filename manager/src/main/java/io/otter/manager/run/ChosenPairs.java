package io.otter.manager.run;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Pairs of one pipeline. */
public record ChosenPairs(long pipelineId, List<Long> pairIds) {
    public ChosenPairs {
        pairIds = List.copyOf(pairIds);
    }

    /**
     * By pipeline.
     *
     * @param wanted source medias by name, {@code schema.table}; null for all pairs of the channel
     * @throws OtterException with NOT_FOUND if the channel has no such pair
     */
    public static List<ChosenPairs> of(ChannelConfig channel, @Nullable List<String> wanted) {
        Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        unknown.addAll(Objects.requireNonNullElse(wanted, List.of()));
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(unknown);
        List<ChosenPairs> chosen = new ArrayList<>();
        for (PipelineConfig pipeline : channel.pipelines()) {
            List<Long> ids = new ArrayList<>();
            for (MediaPair pair : pipeline.pairs()) {
                if (wanted == null || names.contains(nameOf(pair))) {
                    ids.add(pair.id());
                    unknown.remove(nameOf(pair));
                }
            }
            if (!ids.isEmpty()) {
                chosen.add(new ChosenPairs(pipeline.id(), ids));
            }
        }
        if (!unknown.isEmpty() || chosen.isEmpty()) {
            throw new RefusedException(
                    ErrorCode.NOT_FOUND, Refusal.RESYNC_PAIR.with(channel.name(), String.join(", ", unknown)));
        }
        return chosen;
    }

    /** Of all pipelines. */
    public static List<Long> ids(List<ChosenPairs> chosen) {
        return chosen.stream().flatMap(one -> one.pairIds().stream()).toList();
    }

    /** Those with these ids. */
    public static List<ChosenPairs> only(List<ChosenPairs> chosen, List<Long> ids) {
        return chosen.stream()
                .map(one -> new ChosenPairs(
                        one.pipelineId(),
                        one.pairIds().stream().filter(ids::contains).toList()))
                .filter(one -> !one.pairIds().isEmpty())
                .toList();
    }

    /** The name of a pair's source as users write it. */
    public static String nameOf(MediaPair pair) {
        return pair.source().schema() + "." + pair.source().table();
    }
}
