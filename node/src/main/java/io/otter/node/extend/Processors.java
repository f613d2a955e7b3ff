package io.otter.node.extend;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.extend.RowProcessor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The row processors from the jars in one folder, loaded once. They see Java, {@code io.otter.common.extend} and each
 * other, but nothing of the node or its libraries. Thread-safe.
 */
public final class Processors implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Processors.class);

    private final Path folder;
    private final URLClassLoader loader;
    private final Map<String, RowProcessor> byName = new TreeMap<>();

    /**
     * Loads the folder.
     *
     * @param folder may be missing
     * @throws OtterException naming the jar that cannot be read or the processor that cannot be created
     */
    public Processors(Path folder) {
        this.folder = folder;
        try {
            loader = new URLClassLoader("extend", urls(folder), new ExtensionView());
            for (RowProcessor processor : ServiceLoader.load(RowProcessor.class, loader)) {
                if (byName.put(processor.name(), processor) != null) {
                    throw fault("two row processors are named \"" + processor.name() + "\"", null);
                }
                log.info(
                        "row processor {}: {}",
                        processor.name(),
                        processor.getClass().getName());
            }
        } catch (IOException | ServiceConfigurationError | LinkageError e) {
            throw fault(String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws OtterException with {@link ErrorCode#PROCESSOR_MISSING} if no jar has this processor */
    RowProcessor require(String pipeline, String name) {
        RowProcessor processor = byName.get(name);
        if (processor == null) {
            throw new OtterException(
                    ErrorCode.PROCESSOR_MISSING,
                    "pipeline " + pipeline + ": no jar in " + folder + " has a row processor named \"" + name
                            + "\"; available are " + byName.keySet() + ".");
        }
        return processor;
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            log.debug("closing the jars of {}: {}", folder, e.getMessage());
        }
    }

    private static URL[] urls(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new URL[0];
        }
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                urls.add(url(jar));
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    private OtterException fault(String why, @Nullable Throwable cause) {
        String message = "the jars in " + folder + ": " + why + ".";
        return cause == null
                ? new OtterException(ErrorCode.CONFIGURATION, message)
                : new OtterException(ErrorCode.CONFIGURATION, message, cause);
    }

    /** Shows extensions Java and the processor interface, and nothing else of this process. */
    private static final class ExtensionView extends ClassLoader {
        private static final String PACKAGE = RowProcessor.class.getPackageName() + ".";

        ExtensionView() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(PACKAGE)) {
                return RowProcessor.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name + " is not for extensions");
        }
    }
}
