package io.tektonretry.mirror;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An informer of the client library with every default, as a comparison. */
final class PlainInformer implements AutoCloseable, ResourceEventHandler<GenericKubernetesResource> {

    private static final ResourceDefinitionContext PIPELINE_RUNS = new ResourceDefinitionContext.Builder()
            .withGroup("tekton.dev")
            .withVersion("v1")
            .withKind("PipelineRun")
            .withPlural("pipelineruns")
            .withNamespaced(true)
            .build();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final KubernetesClient client;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final Consumer<String> handler;

    private PlainInformer(String cluster, boolean streamsLists, Consumer<String> handler) {
        this.handler = handler;
        this.client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(cluster)
                        .withWatchReconnectInterval(20)
                        .withRequestRetryBackoffLimit(0)
                        .withOnlyHttpWatches(true)
                        .withWatchList(streamsLists)
                        .build())
                .build();
        this.informer = client.genericKubernetesResources(PIPELINE_RUNS)
                .inAnyNamespace()
                .runnableInformer(0)
                .addEventHandler(this);
    }

    static PlainInformer start(String cluster) {
        return start(cluster, name -> {});
    }

    /** Hands the name of each object that is added to the handler. */
    static PlainInformer start(String cluster, Consumer<String> handler) {
        return start(new PlainInformer(cluster, false, handler));
    }

    /** Asks for a streamed list. */
    static PlainInformer streaming(String cluster) {
        return start(new PlainInformer(cluster, true, name -> {}));
    }

    private static PlainInformer start(PlainInformer plain) {
        plain.informer.start();
        return plain;
    }

    /** {@code +name}, {@code ~name} and {@code -name}, in the order in which it was told. */
    List<String> told() {
        return told;
    }

    List<String> held() {
        return informer.getStore().list().stream()
                .map(run -> run.getMetadata().getName())
                .sorted()
                .toList();
    }

    boolean hasSynced() {
        return informer.hasSynced();
    }

    boolean isWatching() {
        return informer.isWatching();
    }

    boolean hasStopped() {
        return informer.stopped().toCompletableFuture().isDone();
    }

    @Override
    public void onAdd(GenericKubernetesResource added) {
        handler.accept(added.getMetadata().getName());
        told.add("+" + added.getMetadata().getName());
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
        told.add("~" + now.getMetadata().getName());
    }

    @Override
    public void onDelete(GenericKubernetesResource deleted, boolean unseen) {
        told.add("-" + deleted.getMetadata().getName());
    }

    @Override
    public void close() {
        client.close();
    }
}
