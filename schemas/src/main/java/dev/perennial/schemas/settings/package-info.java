/**
 * One YAML file configures every application; each reads its own section into nested records. A
 * wrong file is refused with every problem at once.
 */
@NullMarked
package dev.perennial.schemas.settings;

import org.jspecify.annotations.NullMarked;
