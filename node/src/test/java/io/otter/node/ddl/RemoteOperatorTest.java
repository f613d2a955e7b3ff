package io.otter.node.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlAnswer.Choice;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.error.OtterException;
import io.otter.common.secret.SecretKey;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions and answers through a real ZooKeeper. */
class RemoteOperatorTest {
    private static final DdlQuestion DROP = new DdlQuestion(
            7,
            70,
            2,
            "b.1:9",
            "DROP TABLE user",
            List.of("crm.customer"),
            List.of("DROP TABLE IF EXISTS `crm`.`customer`"),
            "why",
            1,
            null);

    private ZookeeperFixture zookeeper;
    private Coordination node;
    private Coordination manager;

    @BeforeEach
    void connect() {
        zookeeper = ZookeeperFixture.single();
        node = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)),
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
        manager = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)),
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
        node.awaitConnected(Duration.ofSeconds(20));
        manager.awaitConnected(Duration.ofSeconds(20));
    }

    @AfterEach
    void disconnect() {
        manager.close();
        node.close();
        zookeeper.close();
    }

    @Test
    void anAnswerOutlivesTheNodeUntilTheStatementIsSettled() throws Exception {
        RemoteOperator operator = new RemoteOperator(new DdlQuestions(node));
        CompletableFuture<DdlAnswer> waiting = CompletableFuture.supplyAsync(() -> ask(operator));
        DdlQuestions questions = new DdlQuestions(manager);
        await().atMost(Duration.ofSeconds(30)).until(() -> questions.list(7, 70).equals(List.of(DROP)));
        assertThat(waiting).isNotDone();
        DdlQuestion later = DROP.since(DROP.sinceMillis() + 60_000);
        OtterException[] told = new OtterException[1];
        Operator anew = new AnnouncingOperator("line", new RemoteOperator(new DdlQuestions(node)), fault -> {
            told[0] = fault;
            throw new IllegalStateException("enough");
        });
        assertThatThrownBy(() -> anew.ask(later)).hasMessage("enough");
        assertThat(told[0].at().toEpochMilli())
                .as("since when it is waited for, whichever node asks")
                .isEqualTo(DROP.sinceMillis());
        questions.answer(DROP, new DdlAnswer(Choice.SKIP, "", "admin", 2));
        assertThat(waiting.get(30, TimeUnit.SECONDS).choice()).isEqualTo(Choice.SKIP);

        RemoteOperator afterRestart = new RemoteOperator(new DdlQuestions(node));
        assertThat(afterRestart.answerTo(DROP))
                .hasValueSatisfying(answer -> assertThat(answer.by()).isEqualTo("admin"));
        DdlQuestion other =
                new DdlQuestion(7, 70, 2, "b.1:99", "DROP TABLE user", List.of(), List.of(), "why", 1, null);
        assertThat(afterRestart.answerTo(other)).isEmpty();
        afterRestart.settled(other);
        assertThat(questions.list(7, 70)).hasSize(1);
        afterRestart.settled(DROP);
        assertThat(questions.list(7, 70)).isEmpty();
    }

    @Test
    void askingAgainForgetsTheAnswer() {
        DdlQuestions questions = new DdlQuestions(manager);
        questions.ask(DROP);
        questions.answer(DROP, new DdlAnswer(Choice.RUN, "", "admin", 2));
        questions.ask(DROP);
        assertThat(new RemoteOperator(new DdlQuestions(node)).answerTo(DROP)).isEmpty();
    }

    private static DdlAnswer ask(RemoteOperator operator) {
        try {
            return operator.ask(DROP);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
