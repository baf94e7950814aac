package io.tektonretry.graphql.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.graphql.error.InvalidInputException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    private static final List<Integer> ALL =
            IntStream.rangeClosed(1, 120).boxed().toList();
    private static final Function<Integer, NodeId> ID = number -> new NodeId.Run(new UUID(0, number));

    @Test
    void readsForwardsFromTheStart() {
        var page = page(3, null, null, null);

        assertThat(page.nodes()).containsExactly(1, 2, 3);
        assertThat(page.pageInfo()).isEqualTo(new Connection.PageInfo(true, false, cursor(1), cursor(3)));
        assertThat(page.totalCount()).isEqualTo(120);
    }

    @Test
    void goesOnAfterACursorToTheEnd() {
        var page = page(5, cursor(117), null, null);

        assertThat(page.nodes()).containsExactly(118, 119, 120);
        assertThat(page.pageInfo()).isEqualTo(new Connection.PageInfo(false, true, cursor(118), cursor(120)));
    }

    @Test
    void readsBackwardsInTheSameOrder() {
        assertThat(page(null, null, 2, null).nodes()).containsExactly(119, 120);

        var page = page(null, null, 2, cursor(3));
        assertThat(page.nodes()).containsExactly(1, 2);
        assertThat(page.pageInfo()).isEqualTo(new Connection.PageInfo(true, false, cursor(1), cursor(2)));
    }

    @Test
    void readsFiftyWhenNobodySaysHowMany() {
        assertThat(page(null, null, null, null).nodes()).hasSize(50);
        assertThat(page(null, null, null, cursor(100)).nodes())
                .hasSize(50)
                .last()
                .isEqualTo(99);
    }

    @Test
    void isEmptyForAnEmptyList() {
        var page = Connection.of(List.<Integer>of(), ID, new PageArguments(10, null, null, null));

        assertThat(page.nodes()).isEmpty();
        assertThat(page.pageInfo()).isEqualTo(new Connection.PageInfo(false, false, null, null));
        assertThat(page.totalCount()).isZero();
    }

    @Test
    void countsUpToABound() {
        var counter = page(1, null, null, null).counter();

        assertThat(counter.apply(120)).hasToString("BoundedCount[value=120, isExact=true]");
        assertThat(counter.apply(119)).hasToString("BoundedCount[value=119, isExact=false]");
    }

    @Test
    void refusesSizesOutOfRangeInsteadOfClampingThem() {
        assertThatThrownBy(() -> page(0, null, null, null)).hasMessage("`first` is 0; it must be between 1 and 100.");
        assertThatThrownBy(() -> page(101, null, null, null))
                .hasMessage("`first` is 101; it must be between 1 and 100.");
        assertThatThrownBy(() -> page(null, null, -1, null)).hasMessage("`last` is -1; it must be between 1 and 100.");
    }

    @Test
    void refusesArgumentsThatContradictEachOther() {
        assertThatThrownBy(() -> page(1, null, 1, null)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> page(null, cursor(1), 1, null)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> page(1, null, null, cursor(1))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> page(null, cursor(1), null, cursor(3))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void refusesACursorOfAnotherList() {
        assertThatThrownBy(() -> page(1, cursor(121), null, null)).hasMessageContaining("is not a cursor of this list");
    }

    private static Connection<Integer> page(
            @Nullable Integer first, @Nullable String after, @Nullable Integer last, @Nullable String before) {
        return Connection.of(ALL, ID, new PageArguments(first, after, last, before));
    }

    private static String cursor(int number) {
        return ID.apply(number).encoded();
    }
}
