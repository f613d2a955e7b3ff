package org.apache.commons.lang.builder;

import java.io.Serializable;

/** Says nothing: a packet is told of by its type only. */
public abstract class ToStringStyle implements Serializable {
    private static final long serialVersionUID = 1L;

    protected void setUseShortClassName(boolean use) {}

    protected void setUseIdentityHashCode(boolean use) {}
}
