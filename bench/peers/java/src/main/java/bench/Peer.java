package bench;

import java.util.Map;

/** What an engine has to do; each call commits by itself. */
interface Peer {
    /** Starts a case with its variables and gives its id. */
    String start(Map<String, Object> variables);

    /** The open tasks of this step, from the id of the case to the id of the task. */
    Map<String, String> open(String step);

    void complete(String taskId, Map<String, Object> variables);
}
