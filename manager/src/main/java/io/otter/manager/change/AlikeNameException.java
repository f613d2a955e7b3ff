package io.otter.manager.change;

import org.springframework.dao.DuplicateKeyException;

/**
 * The manager's database takes a name for that of another thing, as it does not tell apart accents, widths or case, and
 * may know only the beginning of a long one. Whether it does is known to itself alone.
 */
public final class AlikeNameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;

    private AlikeNameException(String name, DuplicateKeyException cause) {
        super("the database has a name like " + name, cause);
        this.name = name;
    }

    /** The name that cannot be written. */
    public String name() {
        return name;
    }

    /**
     * Writes a thing of this name, and maybe its parts.
     *
     * @throws AlikeNameException with this name, or with that of the part which wrote itself so
     */
    public static void writing(String name, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException e) {
            throw new AlikeNameException(name, e);
        }
    }
}
