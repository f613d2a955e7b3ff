package io.otter.arbitrate.session;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.zookeeper.server.auth.DigestLoginModule;

/** How a process proves to ZooKeeper who it is. */
public sealed interface ZookeeperLogIn {
    /**
     * @param key of the configuration, for messages
     * @param value {@code user:password}, or {@code sasl}
     * @throws OtterException with CONFIGURATION if it is neither, or if nothing says how to log in with SASL
     */
    static ZookeeperLogIn of(String key, String value) {
        if (value.equals(Sasl.VALUE)) {
            return Sasl.configured(key);
        }
        if (value.matches("(?s)[^:]+:.+")) {
            return new Digest(value);
        }
        throw new OtterException(ErrorCode.CONFIGURATION, key + " is neither user:password nor " + Sasl.VALUE + ".");
    }

    void prepare(CuratorFrameworkFactory.Builder client);

    /** The digest scheme: the password is part of every session. */
    record Digest(String userAndPassword) implements ZookeeperLogIn {
        @Override
        public void prepare(CuratorFrameworkFactory.Builder client) {
            client.authorization("digest", userAndPassword.getBytes(StandardCharsets.UTF_8));
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "digest";
        }
    }

    /** SASL with the log-in of the JAAS configuration of this Java; ZooKeeper's client finds it by itself. */
    record Sasl() implements ZookeeperLogIn {
        static final String VALUE = "sasl";
        private static final String SECTION = "Client";
        private static final String FIPS = "zookeeper.fips-mode";

        private static Sasl configured(String key) {
            AppConfigurationEntry[] logIns = section();
            if (logIns.length == 0) {
                throw new OtterException(
                        ErrorCode.CONFIGURATION,
                        key + " is " + VALUE + ", and there is no section " + SECTION
                                + " in a file that -Djava.security.auth.login.config names in OTTER_JAVA_OPTS.");
            }
            boolean digest = Stream.of(logIns)
                    .anyMatch(logIn -> logIn.getLoginModuleName().equals(DigestLoginModule.class.getName()));
            if (digest && !Boolean.FALSE.toString().equals(System.getProperty(FIPS))) {
                throw new OtterException(
                        ErrorCode.CONFIGURATION,
                        key + " is " + VALUE + ", and ZooKeeper's client logs in with DIGEST-MD5 only with -D" + FIPS
                                + "=false in OTTER_JAVA_OPTS.");
            }
            return new Sasl();
        }

        private static AppConfigurationEntry[] section() {
            try {
                AppConfigurationEntry[] found = Configuration.getConfiguration().getAppConfigurationEntry(SECTION);
                return found == null ? new AppConfigurationEntry[0] : found;
            } catch (SecurityException e) {
                return new AppConfigurationEntry[0]; // what Java says of a file that is missing or cannot be read
            }
        }

        @Override
        public void prepare(CuratorFrameworkFactory.Builder client) {
            // nothing to say: the section is there
        }
    }
}
