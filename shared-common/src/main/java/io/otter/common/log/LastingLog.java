package io.otter.common.log;

import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.util.FileUtil;
import java.io.File;
import java.io.IOException;

/**
 * Logback's rolling file, which goes on with the first line for which there is room again. Logback's own drops the line that finds
 * the fault gone, and tries seldom after some minutes. For {@code logback.xml}. Thread-safe.
 */
public final class LastingLog<E> extends RollingFileAppender<E> {
    @Override
    public void openFile(String name) {
        streamWriteLock.lock();
        try {
            File file = new File(name);
            LastingFile stream = new LastingFile(file.toPath());
            try {
                FileUtil.createMissingParentDirectories(file);
                stream.open();
            } catch (IOException e) {
                addError("nothing is written to " + name + " until it can be opened", e);
            }
            setOutputStream(stream);
        } finally {
            streamWriteLock.unlock();
        }
    }
}
