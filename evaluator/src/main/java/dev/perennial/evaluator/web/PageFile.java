package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.schemas.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page as one file that can be kept: its styles and scripts stand in it, and so do the values
 * it shows, so that it asks nobody for anything. Its content security policy names every one of its
 * scripts by its hash: whatever the values hold, a browser runs nothing else.
 */
public final class PageFile {

  private static final Pattern STYLE =
      Pattern.compile("<link rel=\"stylesheet\" href=\"page/([a-z.]+)\">");
  private static final Pattern SCRIPT = Pattern.compile("<script src=\"page/([a-z.]+)\"></script>");
  private static final Pattern WITHOUT_SCRIPT =
      Pattern.compile("<noscript>.*?</noscript>", Pattern.DOTALL);
  private static final String ICON = "<link rel=\"icon\" href=\"page/icon.svg\">\n";
  private static final String FIRST = "<meta charset=\"utf-8\">\n";
  private static final String LAST = "</main>\n";

  private PageFile() {}

  /**
   * The page with its values, as HTML.
   *
   * @param values {@code {"overview": …, "learners": [{"stream", "learner", "page", "history"}]}},
   *     each as the API answers it
   */
  public static String of(JsonNode values) {
    StringJoiner policy = new StringJoiner(" ");
    policy.add("default-src 'none'; base-uri 'none'; form-action 'none'; style-src");
    String page =
        WITHOUT_SCRIPT.matcher(resource("index.html").replace(ICON, "")).replaceAll(NO_SCRIPT);
    page = inlined(page, STYLE, "style", policy);
    policy.add("; script-src");
    page = inlined(page, SCRIPT, "script", policy);
    return page.replace(LAST, LAST + embedded(values))
        .replace(
            FIRST,
            FIRST
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
                    .formatted(policy));
  }

  private static String inlined(String page, Pattern reference, String tag, StringJoiner policy) {
    return reference
        .matcher(page)
        .replaceAll(
            found -> {
              String content = "\n" + resource(found.group(1));
              byte[] hash = Sha256.of(content.getBytes(StandardCharsets.UTF_8));
              policy.add("'sha256-%s'".formatted(Base64.getEncoder().encodeToString(hash)));
              return Matcher.quoteReplacement("<%s>%s</%s>".formatted(tag, content, tag));
            });
  }

  // JSON has a less-than sign only within strings, and may write it like this; so no value ends
  // the element it stands in.
  private static String embedded(JsonNode values) {
    return "<script type=\"application/json\" id=\"report\">%s</script>\n"
        .formatted(values.toString().replace("<", "\\u003c"));
  }

  private static String resource(String name) {
    try (InputStream file = PageFile.class.getResourceAsStream("page/" + name)) {
      if (file == null) {
        throw new IllegalStateException("the jar has no page/" + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("page/%s cannot be read".formatted(name), e);
    }
  }

  private static final String NO_SCRIPT =
      "<noscript><p class=\"notice\">This report draws with JavaScript, which is switched off."
          + "</p></noscript>";
}
