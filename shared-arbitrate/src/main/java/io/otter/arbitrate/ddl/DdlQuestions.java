package io.otter.arbitrate.ddl;

import io.otter.arbitrate.config.TreeWatch;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * Questions from pipelines to operators, at most one per pipeline and target. They outlive the asking node and the
 * answering manager. Thread-safe.
 */
public final class DdlQuestions {
    private final Coordination coordination;
    private final CuratorFramework client;

    public DdlQuestions(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /** Asks again, replacing an earlier question and its answer. */
    public void ask(DdlQuestion question) {
        try {
            client.create()
                    .orSetData()
                    .creatingParentsIfNeeded()
                    .forPath(path(question), coordination.commands().write(path(question), question));
        } catch (Exception e) {
            throw coordination.failure("asking about the DDL at " + question.position(), e);
        }
    }

    /** The question for a pipeline and target, answered or not. */
    public Optional<DdlQuestion> find(long channelId, long pipelineId, long targetId) {
        try {
            String path = Znode.ddl(channelId, pipelineId, targetId);
            return coordination.commands().read(path, client.getData().forPath(path), DdlQuestion.class);
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw coordination.failure("reading a question of pipeline " + pipelineId, e);
        }
    }

    /** All questions of a pipeline, by target. */
    public List<DdlQuestion> list(long channelId, long pipelineId) {
        List<DdlQuestion> questions = new ArrayList<>();
        try {
            for (String target : client.getChildren().forPath(Znode.ddls(channelId, pipelineId))) {
                find(channelId, pipelineId, Long.parseLong(target)).ifPresent(questions::add);
            }
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("reading the questions of pipeline " + pipelineId, e);
        }
        return questions;
    }

    /**
     * Answers a question that is still open.
     *
     * @throws OtterException with {@link ErrorCode#ILLEGAL_MOVE} if it has been answered or replaced by another
     *     question
     */
    public void answer(DdlQuestion question, DdlAnswer answer) {
        Stat stat = new Stat();
        try {
            DdlQuestion present = coordination
                    .commands()
                    .read(
                            path(question),
                            client.getData().storingStatIn(stat).forPath(path(question)),
                            DdlQuestion.class)
                    .orElseThrow(() -> taken(question));
            if (present.isSame(question) && answer.equals(present.answer())) {
                return;
            }
            if (present.answer() != null || !present.isSame(question)) {
                throw taken(question);
            }
            client.setData()
                    .withVersion(stat.getVersion())
                    .forPath(path(question), coordination.commands().write(path(question), present.answered(answer)));
        } catch (KeeperException.BadVersionException e) {
            answer(question, answer); // it may be ours already, and the answer to us was lost
        } catch (KeeperException.NoNodeException e) {
            throw taken(question);
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("answering about the DDL at " + question.position(), e);
        }
    }

    /** Removes the question once the statement is settled. */
    public void remove(long channelId, long pipelineId, long targetId) {
        try {
            client.delete().quietly().forPath(Znode.ddl(channelId, pipelineId, targetId));
        } catch (Exception e) {
            throw coordination.failure("removing a question of pipeline " + pipelineId, e);
        }
    }

    /** Calls {@code changed} on Curator's thread when the question may have changed; it must not block. */
    public AutoCloseable watch(long channelId, long pipelineId, long targetId, Runnable changed) {
        return TreeWatch.ofNode(coordination, Znode.ddl(channelId, pipelineId, targetId), changed);
    }

    private static String path(DdlQuestion question) {
        return Znode.ddl(question.channelId(), question.pipelineId(), question.targetId());
    }

    private static OtterException taken(DdlQuestion question) {
        return new OtterException(
                ErrorCode.ILLEGAL_MOVE,
                "the DDL at " + question.position()
                        + " has already been decided, or another one awaits a decision now.");
    }
}
