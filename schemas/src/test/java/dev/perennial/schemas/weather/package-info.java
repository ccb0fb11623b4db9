/**
 * Bad weather for every application that reads topics: endless, deterministic streams of records
 * that are broken in every way one record can be. Shared as this module's test jar.
 */
@NullMarked
package dev.perennial.schemas.weather;

import org.jspecify.annotations.NullMarked;
