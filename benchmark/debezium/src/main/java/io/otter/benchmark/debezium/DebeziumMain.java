package io.otter.benchmark.debezium;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Debezium's embedded engine with its JDBC sink behind it, in one JVM. */
public final class DebeziumMain {
    private DebeziumMain() {}

    /** Arguments: the source's port, the target's port, user and password. Commands: prepare, start, stop. */
    public static void main(String[] arguments) throws IOException {
        Settings settings = new Settings(
                Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2], arguments[3]);
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Sync running = null;
            String command = commands.readLine();
            while (command != null) {
                if (command.equals("start")) {
                    running = new Sync(settings);
                } else if (command.equals("stop") && running != null) {
                    running.close();
                    running = null;
                }
                System.out.println(command);
                command = commands.readLine();
            }
        }
        System.exit(0);
    }
}
