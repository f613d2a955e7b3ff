package io.otter.manager.user;

import io.otter.manager.text.Text;

/**
 * Somebody got in, was kept out or was refused something; for the audit log.
 *
 * @param user as typed when nobody is logged in yet, in few characters that are all printable
 * @param refused whether nothing was done
 */
public record AccessEvent(String user, String address, Text act, boolean refused) {}
