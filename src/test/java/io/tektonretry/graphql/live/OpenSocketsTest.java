package io.tektonretry.graphql.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenSocketsTest {

    private final List<String> ended = new ArrayList<>();
    private final OpenSockets<String> sockets = new OpenSockets<>(2, ended::add);

    @Test
    void endsTheOldestThatHasNotSaidWhoseItIs() {
        sockets.opened("alices");
        sockets.introduced("alices");
        sockets.opened("stranger");
        sockets.opened("bobs");
        assertThat(ended).containsExactly("stranger");
    }

    @Test
    void turnsAwayTheNewOneWhenAllHaveSaidIt() {
        for (String socket : List.of("alices", "bobs")) {
            sockets.opened(socket);
            sockets.introduced(socket);
        }
        sockets.opened("carols");
        assertThat(ended).containsExactly("carols");
        sockets.closed("carols");
        sockets.closed("bobs");
        sockets.opened("daves");
        assertThat(ended).containsExactly("carols");
    }
}
