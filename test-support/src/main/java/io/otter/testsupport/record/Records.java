package io.otter.testsupport.record;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Copies of records. */
public final class Records {
    private Records() {}

    /**
     * A copy in which some components are others.
     *
     * @param changes name and value of each, in turn; no null
     * @throws IllegalArgumentException if the record has no such component, or the value is not of its type
     */
    @SuppressWarnings("unchecked")
    public static <R extends Record> R with(R like, Object... changes) {
        Map<String, Object> wanted = new HashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            wanted.put((String) changes[i], changes[i + 1]);
        }
        RecordComponent[] components = like.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                Object other = wanted.remove(components[i].getName());
                components[i].getAccessor().setAccessible(true);
                values[i] = other == null ? components[i].getAccessor().invoke(like) : other;
            }
            if (!wanted.isEmpty()) {
                throw new IllegalArgumentException(like.getClass() + " has no " + wanted.keySet());
            }
            Constructor<?> made = like.getClass()
                    .getDeclaredConstructor(
                            Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            made.setAccessible(true);
            return (R) made.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("a copy of " + like, e);
        }
    }
}
