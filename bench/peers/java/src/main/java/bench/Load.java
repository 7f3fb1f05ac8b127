package bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Client threads that start cases and complete every task of them.
 *
 * <p>Each line read says how many cases each client makes; each line written is a JSON object: for starts and completions the seconds of
 * every act, and the seconds that the slowest client was busy. Looking up task ids is not counted: a clerk has them on the page.
 */
final class Load {
    private static final List<String> STEPS = List.of("intake", "tax", "housing", "market", "approve");
    private static final Map<String, String> OUTCOMES =
            Map.of("intake", "accept", "tax", "agree", "housing", "agree", "market", "agree", "approve", "grant");
    private static final Map<String, String> ELEMENTS = Map.of(
            "intake", "check_application", "tax", "review_tax", "housing", "review_housing", "market", "review_market", "approve", "approve");

    private final Peer peer;
    private final Map<String, Object> answers;
    private final String opinion;

    private Load(Peer peer, Map<String, Object> answers, String opinion) {
        this.peer = peer;
        this.answers = answers;
        this.opinion = opinion;
    }

    /** Arguments: file of the answers, their amount, the opinion written at each step, number of clients. */
    static void run(Peer peer, String answersFile, String amount, String opinion, int clients) throws Exception {
        Map<String, Object> answers = Map.of("answers", Files.readString(Path.of(answersFile)), "amount", Integer.valueOf(amount));
        Load load = new Load(peer, answers, opinion);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            int cases = Integer.parseInt(order.trim());
            List<Took> took = new ArrayList<>();
            List<Callable<Took>> work = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                work.add(() -> load.client(cases));
            }
            for (Future<Took> done : threads.invokeAll(work)) {
                took.add(done.get());
            }
            System.out.println("{\"start\": " + json(took, true) + ", \"complete\": " + json(took, false) + "}");
        }
        threads.shutdown();
    }

    private static final class Took {
        final List<Double> started = new ArrayList<>();
        final List<Double> completed = new ArrayList<>();
    }

    private Took client(int cases) {
        Took took = new Took();
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < cases; number++) {
            timed(took.started, () -> ids.add(peer.start(answers)));
        }
        for (String step : STEPS) {
            Map<String, String> tasks = peer.open(step);
            Map<String, Object> variables = new HashMap<>();
            variables.put(ELEMENTS.get(step), OUTCOMES.get(step));
            variables.put(ELEMENTS.get(step) + "_opinion", opinion);
            for (String id : ids) {
                timed(took.completed, () -> peer.complete(tasks.get(id), variables));
            }
        }
        return took;
    }

    private static void timed(List<Double> seconds, Runnable act) {
        long began = System.nanoTime();
        act.run();
        seconds.add((System.nanoTime() - began) / 1e9);
    }

    /** A client does one act after another, so it was busy for the sum of them. */
    private static String json(List<Took> took, boolean started) {
        List<List<Double>> clients = took.stream().map(each -> started ? each.started : each.completed).toList();
        double busy = clients.stream().mapToDouble(each -> each.stream().mapToDouble(second -> second).sum()).max().orElse(0);
        String each = clients.stream().flatMap(List::stream).map(String::valueOf).collect(Collectors.joining(","));
        return "{\"busy\": " + busy + ", \"each\": [" + each + "]}";
    }
}
