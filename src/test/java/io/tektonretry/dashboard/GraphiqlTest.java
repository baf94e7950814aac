package io.tektonretry.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.standaloneSetup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/** What GraphiQL loads. */
class GraphiqlTest {

    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
    private static final Pattern URL_IN_STYLE = Pattern.compile("url\\((?!['\"]?(?:data:|#))|@import");

    private final Graphiql graphiql = Graphiql.load();
    private final MockMvc service = serving(graphiql);

    @Test
    void thePageLoadsFilesOfTheServiceOnly() throws Exception {
        List<String> loaded = LOADED.matcher(answer("/graphiql").getContentAsString())
                .results()
                .map(found -> found.group(1))
                .filter(address -> !address.equals("data:,"))
                .toList();

        assertThat(loaded).hasSize(7);
        for (String each : loaded) {
            MockHttpServletResponse answer = answer(each);
            assertThat(answer.getStatus()).as(each).isEqualTo(200);
            assertThat(answer.getContentType()).as(each).containsAnyOf("text/javascript", "text/css");
        }
        String style = new String(
                graphiql.find(loaded.stream()
                                .filter(each -> each.endsWith("graphiql.min.css"))
                                .findFirst()
                                .orElseThrow())
                        .orElseThrow()
                        .content(),
                StandardCharsets.UTF_8);
        assertThat(style).doesNotContainPattern(URL_IN_STYLE);
    }

    @Test
    void thePageRunsScriptsFromFilesOnly() throws Exception {
        MockHttpServletResponse page = answer("/graphiql");

        assertThat(page.getHeader("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval", "http:", "https:", "*");
        assertThat(page.getContentAsString()).doesNotContainPattern("<script(?![^>]*src=)");
    }

    @Test
    void isNotThereUnlessItIsTurnedOn() throws Exception {
        assertThat(serving(Graphiql.off())
                        .perform(get("/graphiql"))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(404);
        assertThat(answer("/graphiql/nothing.js").getStatus()).isEqualTo(404);
    }

    private MockHttpServletResponse answer(String path) throws Exception {
        return service.perform(get(path)).andReturn().getResponse();
    }

    private static MockMvc serving(Graphiql graphiql) {
        DashboardFiles files = new DashboardFiles();
        Shell shell = new Shell(files, new DashboardProperties(List.of(), true), null);
        return standaloneSetup(new DashboardController(files, shell, graphiql)).build();
    }
}
