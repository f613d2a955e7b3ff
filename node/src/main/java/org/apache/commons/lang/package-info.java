/**
 * What canal's driver and decoder call of commons-lang 2.6, which is left out: it is at its end, and has a vulnerability that nobody
 * will mend. Each method does what that library's did. A test compares with what canal refers to.
 */
@NullMarked
package org.apache.commons.lang;

import org.jspecify.annotations.NullMarked;
