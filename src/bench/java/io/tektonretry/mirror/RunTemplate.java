package io.tektonretry.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tektonretry.history.Recording;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a finished PipelineRun of 6.2 kB as a real controller left it, to be sent again as any number of others. */
final class RunTemplate {

    private static final String RECORDING = "every-kind-of-result-reference-crosses-the-cut";
    private static final Pattern MARK = Pattern.compile("@(uid|name|version|time)@");

    private final List<byte[]> texts = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();

    private RunTemplate(String json) {
        Matcher mark = MARK.matcher(json);
        int end = 0;
        while (mark.find()) {
            texts.add(json.substring(end, mark.start()).getBytes(UTF_8));
            marks.add(mark.group(1));
            end = mark.end();
        }
        texts.add(json.substring(end).getBytes(UTF_8));
    }

    static RunTemplate ofARecordedRun() {
        ObjectNode run = Recording.of(RECORDING).observationsOfTheFirstRun().stream()
                .map(Recording::object)
                .filter(object -> object.path("kind").asString().equals("PipelineRun"))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        String name = run.at("/metadata/name").asString();
        run.withObject("/metadata")
                .put("name", "@name@")
                .put("uid", "@uid@")
                .put("resourceVersion", "@version@")
                .put("creationTimestamp", "@time@");
        ObjectNode status = run.withObject("/status").put("startTime", "@time@").put("completionTime", "@time@");
        ObjectNode condition = (ObjectNode) status.at("/conditions/0");
        condition.put("message", condition.path("message").asString() + " (@version@)");
        for (JsonNode child : status.path("childReferences")) {
            ((ObjectNode) child).put("name", child.path("name").asString().replace(name, "@name@"));
        }
        return new RunTemplate(run.toString());
    }

    void write(PreparedRun run, long version, OutputStream out) throws IOException {
        for (int i = 0; i < marks.size(); i++) {
            out.write(texts.get(i));
            out.write(run.text(marks.get(i), version).getBytes(UTF_8));
        }
        out.write(texts.get(marks.size()));
    }
}
