package io.tektonretry.cluster;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Kubernetes API server for the resources of {@link ResourceType}, over real HTTP on loopback. Namespaces come into being with their
 * first object. Garbage collection is synchronous: dependents are gone when a deletion is answered.
 */
public final class ApiServerDouble implements AutoCloseable {

    static {
        // Without it every small answer waits for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Store store = new Store();
    private final Writes writes = new Writes(store);
    private final Reviews reviews = new Reviews();
    private final Accounts accounts = new Accounts();
    private final ContainerLogs logs = new ContainerLogs();
    private final HttpServer server;
    private final Connections connections;
    private final ExecutorService threads;

    private ApiServerDouble(HttpServer server) {
        this.server = server;
        this.connections = new Connections(accounts, new Router(store, writes, reviews), new Watches(store), logs);
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "api-server-double");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts a double on a free port. */
    public static ApiServerDouble start() {
        return start(0);
    }

    /** Starts a double on the given port of loopback. */
    public static ApiServerDouble start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            ApiServerDouble started = new ApiServerDouble(server);
            server.createContext("/", started.connections);
            server.setExecutor(started.threads);
            server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The API server double can't listen on port " + port, e);
        }
    }

    /** Where the double listens, without a slash at the end. */
    public String url() {
        return "http://%s:%d"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort());
    }

    /** Takes over objects with the uid, resourceVersion and times that they have, in the order of their resourceVersions. */
    public void load(Iterable<? extends JsonNode> objects) {
        StreamSupport.stream(objects.spliterator(), false)
                .sorted(Comparator.comparingLong(Store::version))
                .forEach(object -> takeOver(object, false));
    }

    /** Creates an object in the namespace of its metadata as a client would, webhooks included. */
    public ObjectNode create(ObjectNode object) {
        return writes.create(
                ResourceType.of(object), object.at("/metadata/namespace").asString(""), object, false);
    }

    /** Deletes an object in the background as a client would: it stays as long as a finalizer holds it. */
    public void delete(String kind, String namespace, String name) {
        ResourceType type = ResourceType.ofKind(kind).orElseThrow();
        writes.delete(new Key(type, namespace, name), DeleteOptions.IN_BACKGROUND);
    }

    /** Plays one line of a recorded watch: {@code {"type", "object"}}. */
    public void play(JsonNode event) {
        JsonNode object = event.path("object");
        switch (event.path("type").asString("")) {
            case "ADDED", "MODIFIED" -> takeOver(object, false);
            case "DELETED" -> takeOver(object, true);
            case "BOOKMARK" -> store.reach(Store.version(object));
            default -> throw new IllegalArgumentException("No event of a watch: " + event);
        }
    }

    private void takeOver(JsonNode object, boolean deletion) {
        synchronized (store) {
            writes.ensureNamespace(Key.of(object).namespace());
            store.takeOver(object, deletion);
        }
    }

    /** A copy of the stored object. */
    public Optional<ObjectNode> find(String kind, String namespace, String name) {
        return ResourceType.ofKind(kind)
                .flatMap(type -> store.find(new Key(type, namespace, name)))
                .map(ObjectNode::deepCopy);
    }

    /** Copies of all objects of a kind, by namespace and name. */
    public List<ObjectNode> list(String kind) {
        return store.all().stream()
                .filter(object -> kind.equals(object.path("kind").asString("")))
                .map(ObjectNode::deepCopy)
                .toList();
    }

    /** The newest resourceVersion. */
    public long revision() {
        return store.revision();
    }

    /** Replaces the lies that are told from now on. */
    public void faults(Fault fault) {
        connections.faults(fault);
    }

    /** What containers have written. */
    public ContainerLogs logs() {
        return logs;
    }

    /** Adds a webhook behind those that are there. */
    public void admission(Admission admission) {
        writes.admission(admission);
    }

    /** Takes a webhook away again. */
    public void withdraw(Admission admission) {
        writes.withdraw(admission);
    }

    /** Decides SubjectAccessReviews by their {@code spec}. */
    public void access(Predicate<ObjectNode> allowed) {
        reviews.access(allowed);
    }

    /** The known tokens, and whom a TokenReview names for each. */
    public void tokens(Map<String, ? extends JsonNode> users) {
        reviews.tokens(users);
    }

    /** Holds requests with the token of this account to its rights. */
    public void account(Account account) {
        accounts.add(account);
    }

    /** What was forbidden to the accounts since this was asked the last time. */
    public List<String> refusals() {
        return accounts.all().stream()
                .flatMap(account -> account.refusals().stream())
                .toList();
    }

    /** Keeps about as many changes as this from now on. */
    public void rememberChanges(int count) {
        store.rememberChanges(count);
    }

    /** Forgets all changes so far: older resourceVersions and continue tokens get 410 from now on. */
    public void forgetHistory() {
        store.compact();
    }

    /** Ends every watch that is under way, as a load balancer does. */
    public void cutWatches() {
        store.cutWatches();
    }

    @Override
    public void close() {
        store.cutWatches();
        server.stop(0);
        threads.shutdownNow();
    }
}
