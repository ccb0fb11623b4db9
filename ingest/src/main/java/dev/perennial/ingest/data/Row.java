package dev.perennial.ingest.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as its file has it.
 *
 * @param number counted from 1, as an editor or the format counts
 * @param values one for each field: a text, a number, a boolean, an instant, a list of these, or
 *     null where the row has none; not changed any more
 */
record Row(long number, List<? extends @Nullable Object> values) {}
