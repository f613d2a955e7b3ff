package org.apache.commons.lang.builder;

/** Packets may hold passwords, so their fields are not told. */
public final class ToStringBuilder {
    private ToStringBuilder() {}

    public static String reflectionToString(Object object, ToStringStyle style) {
        return object.getClass().getSimpleName();
    }
}
