/** Files that released versions wrote, for the tests of every module that writes some. */
@NullMarked
package dev.perennial.schemas.golden;

import org.jspecify.annotations.NullMarked;
