package io.otter.node.sql;

import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * Reports the first error of a statement and ends there: going on after it takes time and memory that double with each
 * parenthesis that is open.
 */
final class EndAtFirstError extends BailErrorStrategy {
    /** It is reported before. */
    @Override
    public void recover(Parser parser, RecognitionException e) {
        throw new ParseCancellationException(e);
    }

    @Override
    public Token recoverInline(Parser parser) {
        InputMismatchException e = new InputMismatchException(parser);
        reportError(parser, e);
        throw new ParseCancellationException(e);
    }
}
