package io.otter.manager.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Text for a terminal: what others have put into names, values and messages moves no cursor, hides no line and types nothing.
 * One thread at a time.
 */
final class PlainText extends FilterWriter {
    private final PrintWriter terminal;

    private PlainText(PrintWriter terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    static PrintWriter to(PrintWriter terminal) {
        return new PrintWriter(new PlainText(terminal), true);
    }

    @Override
    public void write(int one) throws IOException {
        out.write(plain((char) one));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        String part = text.substring(from, from + length);
        if (part.equals(Screen.HOME)) {
            out.write(part); // the only one of ours
            return;
        }
        StringBuilder plain = new StringBuilder(part);
        for (int i = 0; i < plain.length(); i++) {
            plain.setCharAt(i, plain(plain.charAt(i)));
        }
        out.write(plain.toString());
    }

    @Override
    public void flush() throws IOException {
        if (terminal.checkError()) {
            throw new IOException("the output is gone");
        }
    }

    private static char plain(char one) {
        boolean turnsText = one >= '\u202a' && one <= '\u202e' || one >= '\u2066' && one <= '\u2069';
        return turnsText || Character.isISOControl(one) && one != '\n' && one != '\t' ? '?' : one;
    }
}
