package dev.perennial.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RoomTest {

  private final Room room = new Room(100);
  private final Room.Place first = room.place();
  private final Room.Place second = room.place();

  @Test
  void whatDoesNotFitIsToldToComeBackAndFitsLater() throws TurnedAwayException {
    first.take(60);
    first.take(30);

    assertThatThrownBy(() -> second.take(11))
        .isInstanceOfSatisfying(
            TurnedAwayException.class,
            e -> {
              assertThat(e.reply().status()).isEqualTo(429);
              assertThat(e.reply().headers()).containsEntry("Retry-After", "1");
              assertThat(new String(e.reply().body(), StandardCharsets.UTF_8))
                  .contains("requests at work hold 90 of 100 bytes, and 11 more do not fit");
            });

    first.close();
    second.take(11);
  }

  @Test
  void aRequestLargerThanAllRoomIsTakenWhileItIsAlone() throws TurnedAwayException {
    first.take(90);
    first.take(1000);

    assertThatThrownBy(() -> second.take(1)).isInstanceOf(TurnedAwayException.class);
    first.close();
    second.take(1);
    Room.Place third = room.place();
    assertThatThrownBy(() -> third.take(100)).isInstanceOf(TurnedAwayException.class);
  }

  @Test
  void aPlaceThatIsClosedTakesNoMore() throws TurnedAwayException {
    first.close();
    first.close();

    assertThatThrownBy(() -> first.take(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the request is over");
    second.take(100);
  }
}
