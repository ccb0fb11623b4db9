/**
 * Makes a broker and a registry ready: creates the topics and registers their schemas. Apart from
 * the topics themselves, which know neither.
 */
@NullMarked
package dev.perennial.schemas.admin;

import org.jspecify.annotations.NullMarked;
